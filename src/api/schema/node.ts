// Field names and types of nodes, their leases and drivers.
// A data table, read by schema.ts, which explains it.

/** The types of nodes, their leases and drivers. */
export const NODE_TYPES: string = `
Node: kind=s apiVersion=s metadata=ObjectMeta spec=NodeSpec status=NodeStatus
Lease: kind=s apiVersion=s metadata=ObjectMeta spec=LeaseSpec
NodeSpec: podCIDR=s podCIDRs=[]s providerID=s unschedulable=b taints=[]Taint
  configSource=*NodeConfigSource externalID=s
NodeStatus: capacity={}q allocatable={}q phase=s#NodePhase conditions=[]NodeCondition
  addresses=[]NodeAddress daemonEndpoints=NodeDaemonEndpoints nodeInfo=NodeSystemInfo
  images=[]ContainerImage volumesInUse=[]s#UniqueVolumeName volumesAttached=[]AttachedVolume
  config=*NodeConfigStatus runtimeHandlers@=[]NodeRuntimeHandler features@=*NodeFeatures
  declaredFeatures@=[]s
CSINode: kind=s apiVersion=s metadata=ObjectMeta spec=!CSINodeSpec
CSINodeSpec: drivers=![]CSINodeDriver
CSINodeDriver: name=!s nodeID=!s topologyKeys=![]s allocatable=*VolumeNodeResources
VolumeNodeResources: count=*i
LeaseSpec: holderIdentity=*s leaseDurationSeconds=*i acquireTime=*u renewTime=*u
  leaseTransitions=*i strategy@=*s#CoordinatedLeaseStrategy preferredHolder@=*s
NodeAllocatableResourceClaimStatus: resourceClaimName=!s containers=[]s resources=!{}q
Taint: key=!s value=s effect=!s#TaintEffect timeAdded=*t
NodeConfigSource: configMap=*ConfigMapNodeConfigSource
NodeCondition: type=!s#NodeConditionType status=!s#ConditionStatus lastHeartbeatTime=t
  lastTransitionTime=t reason=s message=s
NodeAddress: type=!s#NodeAddressType address=!s
NodeDaemonEndpoints: kubeletEndpoint=DaemonEndpoint
NodeSystemInfo: machineID=!s systemUUID=!s bootID=!s kernelVersion=!s osImage=!s
  containerRuntimeVersion=!s kubeletVersion=!s kubeProxyVersion=!s operatingSystem=!s
  architecture=!s swap@=*NodeSwapStatus
ContainerImage: names=![]s sizeBytes=l
AttachedVolume: name=!s#UniqueVolumeName devicePath=!s
NodeConfigStatus: assigned=*NodeConfigSource active=*NodeConfigSource
  lastKnownGood=*NodeConfigSource error=s
NodeRuntimeHandler: name=!s features=*NodeRuntimeHandlerFeatures
NodeFeatures: supplementalGroupsPolicy=*b
ConfigMapNodeConfigSource: namespace=!s name=!s uid=s#UID resourceVersion=s kubeletConfigKey=!s
DaemonEndpoint: Port=!i
NodeSwapStatus: capacity=*l
NodeRuntimeHandlerFeatures: recursiveReadOnlyMounts=*b userNamespaces=*b
`;
