// Field names and types of namespaces, secrets, config maps, services, events and priorities.
// A data table, read by schema.ts, which explains it.

/** The types of namespaces, secrets, config maps, services, events and priorities. */
export const CONFIG_TYPES: string = `
Namespace: kind=s apiVersion=s metadata=ObjectMeta spec=NamespaceSpec status=NamespaceStatus
Secret: kind=s apiVersion=s metadata=ObjectMeta immutable=*b data={}B stringData={}s
  type=s#SecretType
ConfigMap: kind=s apiVersion=s metadata=ObjectMeta immutable=*b data={}s binaryData={}B
Service: kind=s apiVersion=s metadata=ObjectMeta spec=ServiceSpec status=ServiceStatus
PriorityClass: kind=s apiVersion=s metadata=ObjectMeta value=!i globalDefault=b description=s
  preemptionPolicy=*s#PreemptionPolicy
Event: kind=s apiVersion=s metadata=!ObjectMeta involvedObject=!ObjectReference reason=s message=s
  source=EventSource firstTimestamp=t lastTimestamp=t count=i type=s eventTime=u
  series=*EventSeries action=s related=*ObjectReference reportingComponent=!s reportingInstance=!s
events.Event: kind=s apiVersion=s metadata=!ObjectMeta eventTime=!u series=*events.EventSeries
  reportingController=s reportingInstance=s action=s reason=s regarding=ObjectReference
  related=*ObjectReference note=s type=s deprecatedSource=EventSource deprecatedFirstTimestamp=t
  deprecatedLastTimestamp=t deprecatedCount=i
NamespaceSpec: finalizers=[]s#FinalizerName
NamespaceStatus: phase=s#NamespacePhase conditions=[]NamespaceCondition
ServiceSpec: ports=[]ServicePort selector={}s clusterIP=s clusterIPs=[]s type=s#ServiceType
  externalIPs=[]s sessionAffinity=s#ServiceAffinity loadBalancerIP=s loadBalancerSourceRanges=[]s
  externalName=s externalTrafficPolicy=s#ServiceExternalTrafficPolicy healthCheckNodePort=i
  publishNotReadyAddresses=b sessionAffinityConfig=*SessionAffinityConfig ipFamilies=[]s#IPFamily
  ipFamilyPolicy=*s#IPFamilyPolicy allocateLoadBalancerNodePorts=*b loadBalancerClass@=*s
  internalTrafficPolicy@=*s#ServiceInternalTrafficPolicy trafficDistribution@=*s topologyKeys~=[]s
ServiceStatus: loadBalancer=LoadBalancerStatus conditions=[]Condition
EventSource: component=s host=s
EventSeries: count=i lastObservedTime=u
events.EventSeries: count=!i lastObservedTime=!u
NamespaceCondition: type=!s#NamespaceConditionType status=!s#ConditionStatus lastTransitionTime=t
  reason=s message=s
ServicePort: name=s protocol=s#Protocol appProtocol=*s port=!i targetPort=p nodePort=i
SessionAffinityConfig: clientIP=*ClientIPConfig
LoadBalancerStatus: ingress=[]LoadBalancerIngress
ClientIPConfig: timeoutSeconds=*i
LoadBalancerIngress: ip=s hostname=s ipMode@=*s#LoadBalancerIPMode ports=[]PortStatus
PortStatus: port=!i protocol=!s#Protocol error=*s
`;
