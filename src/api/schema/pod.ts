// Field names and types of pods, containers, statuses and bindings.
// A data table, read by schema.ts, which explains it.

/** The types of pods, containers, statuses and bindings. */
export const POD_TYPES: string = `
Pod: kind=s apiVersion=s metadata=ObjectMeta spec=PodSpec status=PodStatus
Binding: kind=s apiVersion=s metadata=ObjectMeta target=!ObjectReference
PodSpec: volumes=[]Volume initContainers=[]Container containers=![]Container
  ephemeralContainers=[]EphemeralContainer restartPolicy=s#RestartPolicy
  terminationGracePeriodSeconds=*l activeDeadlineSeconds=*l dnsPolicy=s#DNSPolicy nodeSelector={}s
  serviceAccountName=s serviceAccount=s automountServiceAccountToken=*b nodeName=s hostNetwork=b
  hostPID=b hostIPC=b shareProcessNamespace=*b securityContext=*PodSecurityContext
  imagePullSecrets=[]LocalObjectReference hostname=s subdomain=s affinity=*Affinity
  schedulerName=s tolerations=[]Toleration hostAliases=[]HostAlias priorityClassName=s priority=*i
  dnsConfig=*PodDNSConfig readinessGates=[]PodReadinessGate runtimeClassName=*s
  enableServiceLinks=*b preemptionPolicy=*s#PreemptionPolicy overhead={}q
  topologySpreadConstraints=[]TopologySpreadConstraint setHostnameAsFQDN=*b os@=*PodOS
  hostUsers@=*b schedulingGates@=[]PodSchedulingGate resourceClaims@=[]PodResourceClaim
  resources@=*ResourceRequirements hostnameOverride@=*s schedulingGroup@=*PodSchedulingGroup
PodStatus: observedGeneration@=l phase=s#PodPhase conditions=[]PodCondition message=s reason=s
  nominatedNodeName=s hostIP=s hostIPs@=[]HostIP podIP=s podIPs=[]PodIP startTime=*t
  initContainerStatuses=[]ContainerStatus containerStatuses=[]ContainerStatus
  qosClass=s#PodQOSClass ephemeralContainerStatuses=[]ContainerStatus resize@=s#PodResizeStatus
  resourceClaimStatuses@=[]PodResourceClaimStatus
  extendedResourceClaimStatus@=*PodExtendedResourceClaimStatus allocatedResources@={}q
  resources@=*ResourceRequirements
  nodeAllocatableResourceClaimStatuses@=[]NodeAllocatableResourceClaimStatus
Container: name=!s image=s command=[]s args=[]s workingDir=s ports=[]ContainerPort
  envFrom=[]EnvFromSource env=[]EnvVar resources=ResourceRequirements
  resizePolicy@=[]ContainerResizePolicy restartPolicy@=*s#ContainerRestartPolicy
  restartPolicyRules@=[]ContainerRestartRule volumeMounts=[]VolumeMount
  volumeDevices=[]VolumeDevice livenessProbe=*Probe readinessProbe=*Probe startupProbe=*Probe
  lifecycle=*Lifecycle terminationMessagePath=s
  terminationMessagePolicy=s#TerminationMessagePolicy imagePullPolicy=s#PullPolicy
  securityContext=*SecurityContext stdin=b stdinOnce=b tty=b
EphemeralContainer: name=!s image=s command=[]s args=[]s workingDir=s ports=[]ContainerPort
  envFrom=[]EnvFromSource env=[]EnvVar resources=ResourceRequirements
  resizePolicy@=[]ContainerResizePolicy restartPolicy@=*s#ContainerRestartPolicy
  restartPolicyRules@=[]ContainerRestartRule volumeMounts=[]VolumeMount
  volumeDevices=[]VolumeDevice livenessProbe=*Probe readinessProbe=*Probe startupProbe=*Probe
  lifecycle=*Lifecycle terminationMessagePath=s
  terminationMessagePolicy=s#TerminationMessagePolicy imagePullPolicy=s#PullPolicy
  securityContext=*SecurityContext stdin=b stdinOnce=b tty=b targetContainerName=s
PodSecurityContext: seLinuxOptions=*SELinuxOptions windowsOptions=*WindowsSecurityContextOptions
  runAsUser=*l runAsGroup=*l runAsNonRoot=*b supplementalGroups=[]l
  supplementalGroupsPolicy@=*s#SupplementalGroupsPolicy fsGroup=*l sysctls=[]Sysctl
  fsGroupChangePolicy=*s#PodFSGroupChangePolicy seccompProfile=*SeccompProfile
  appArmorProfile@=*AppArmorProfile seLinuxChangePolicy@=*s#PodSELinuxChangePolicy
Affinity: nodeAffinity=*NodeAffinity podAffinity=*PodAffinity podAntiAffinity=*PodAntiAffinity
Toleration: key=s operator=s#TolerationOperator value=s effect=s#TaintEffect tolerationSeconds=*l
HostAlias: ip=!s hostnames=[]s
PodDNSConfig: nameservers=[]s searches=[]s options=[]PodDNSConfigOption
PodReadinessGate: conditionType=!s#PodConditionType
TopologySpreadConstraint: maxSkew=!i topologyKey=!s
  whenUnsatisfiable=!s#UnsatisfiableConstraintAction labelSelector=*LabelSelector minDomains@=*i
  nodeAffinityPolicy@=*s#NodeInclusionPolicy nodeTaintsPolicy@=*s#NodeInclusionPolicy
  matchLabelKeys@=[]s
PodOS: name=!s#OSName
PodSchedulingGate: name=!s
PodResourceClaim: name=!s resourceClaimName=*s resourceClaimTemplateName=*s
ResourceRequirements: limits={}q requests={}q claims@=[]ResourceClaim
PodSchedulingGroup: podGroupName=*s
PodCondition: type=!s#PodConditionType observedGeneration@=l status=!s#ConditionStatus
  lastProbeTime=t lastTransitionTime=t reason=s message=s
HostIP: ip=!s
PodIP: ip=!s
ContainerStatus: name=!s state=ContainerState lastState=ContainerState ready=!b restartCount=!i
  image=!s imageID=!s containerID=s started=*b allocatedResources@={}q
  resources@=*ResourceRequirements volumeMounts@=[]VolumeMountStatus user@=*ContainerUser
  allocatedResourcesStatus@=[]ResourceStatus stopSignal@=*s#Signal
PodResourceClaimStatus: name=!s resourceClaimName=*s
PodExtendedResourceClaimStatus: requestMappings=![]ContainerExtendedResourceRequest
  resourceClaimName=!s
ContainerPort: name=s hostPort=i containerPort=!i protocol=s#Protocol hostIP=s
EnvFromSource: prefix=s configMapRef=*ConfigMapEnvSource secretRef=*SecretEnvSource
EnvVar: name=!s value=s valueFrom=*EnvVarSource
ContainerResizePolicy: resourceName=!s#ResourceName restartPolicy=!s#ResourceResizeRestartPolicy
ContainerRestartRule: action=s#ContainerRestartRuleAction
  exitCodes=*ContainerRestartRuleOnExitCodes
VolumeMount: name=!s readOnly=b recursiveReadOnly@=*s#RecursiveReadOnlyMode mountPath=!s subPath=s
  mountPropagation=*s#MountPropagationMode subPathExpr=s
VolumeDevice: name=!s devicePath=!s
Probe: exec=*ExecAction httpGet=*HTTPGetAction tcpSocket=*TCPSocketAction grpc@=*GRPCAction
  initialDelaySeconds=i timeoutSeconds=i periodSeconds=i successThreshold=i failureThreshold=i
  terminationGracePeriodSeconds@=*l
Lifecycle: postStart=*LifecycleHandler preStop=*LifecycleHandler stopSignal@=*s#Signal
SecurityContext: capabilities=*Capabilities privileged=*b seLinuxOptions=*SELinuxOptions
  windowsOptions=*WindowsSecurityContextOptions runAsUser=*l runAsGroup=*l runAsNonRoot=*b
  readOnlyRootFilesystem=*b allowPrivilegeEscalation=*b procMount=*s#ProcMountType
  seccompProfile=*SeccompProfile appArmorProfile@=*AppArmorProfile
SELinuxOptions: user=s role=s type=s level=s
WindowsSecurityContextOptions: gmsaCredentialSpecName=*s gmsaCredentialSpec=*s runAsUserName=*s
  hostProcess@=*b
Sysctl: name=!s value=!s
SeccompProfile: type=!s#SeccompProfileType localhostProfile=*s
AppArmorProfile: type=!s#AppArmorProfileType localhostProfile=*s
NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution=*NodeSelector
  preferredDuringSchedulingIgnoredDuringExecution=[]PreferredSchedulingTerm
PodAffinity: requiredDuringSchedulingIgnoredDuringExecution=[]PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution=[]WeightedPodAffinityTerm
PodAntiAffinity: requiredDuringSchedulingIgnoredDuringExecution=[]PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution=[]WeightedPodAffinityTerm
PodDNSConfigOption: name=s value=*s
ResourceClaim: name=!s request=s
ContainerState: waiting=*ContainerStateWaiting running=*ContainerStateRunning
  terminated=*ContainerStateTerminated
VolumeMountStatus: name=!s mountPath=!s readOnly=b recursiveReadOnly=*s#RecursiveReadOnlyMode
  volumeStatus=*VolumeStatus
ContainerUser: linux=*LinuxContainerUser
ResourceStatus: name=!s#ResourceName resources=[]ResourceHealth
ContainerExtendedResourceRequest: containerName=!s resourceName=!s requestName=!s
ConfigMapEnvSource: name=s optional=*b
SecretEnvSource: name=s optional=*b
EnvVarSource: fieldRef=*ObjectFieldSelector resourceFieldRef=*ResourceFieldSelector
  configMapKeyRef=*ConfigMapKeySelector secretKeyRef=*SecretKeySelector
  fileKeyRef@=*FileKeySelector
ContainerRestartRuleOnExitCodes: operator=s#ContainerRestartRuleOnExitCodesOperator values=[]i
ExecAction: command=[]s
HTTPGetAction: path=s port=!p host=s scheme=s#URIScheme httpHeaders=[]HTTPHeader
TCPSocketAction: port=!p host=s
GRPCAction: port=!i service=!*s
LifecycleHandler: exec=*ExecAction httpGet=*HTTPGetAction tcpSocket=*TCPSocketAction
  sleep@=*SleepAction
Capabilities: add=[]s#Capability drop=[]s#Capability
NodeSelector: nodeSelectorTerms=![]NodeSelectorTerm
PreferredSchedulingTerm: weight=!i preference=!NodeSelectorTerm
PodAffinityTerm: labelSelector=*LabelSelector namespaces=[]s topologyKey=!s
  namespaceSelector@=*LabelSelector matchLabelKeys@=[]s mismatchLabelKeys@=[]s
WeightedPodAffinityTerm: weight=!i podAffinityTerm=!PodAffinityTerm
ContainerStateWaiting: reason=s message=s
ContainerStateRunning: startedAt=t
ContainerStateTerminated: exitCode=!i signal=i reason=s message=s startedAt=t finishedAt=t
  containerID=s
VolumeStatus: image=*ImageVolumeStatus
LinuxContainerUser: uid=!l gid=!l supplementalGroups=[]l
ResourceHealth: resourceID=!s#ResourceID health=s#ResourceHealthStatus message=*s
ObjectFieldSelector: apiVersion=s fieldPath=!s
ResourceFieldSelector: containerName=s resource=!s divisor=q
ConfigMapKeySelector: name=s key=!s optional=*b
SecretKeySelector: name=s key=!s optional=*b
FileKeySelector: volumeName=!s path=!s key=!s optional=*b
HTTPHeader: name=!s value=!s
SleepAction: seconds=!l
NodeSelectorTerm: matchExpressions=[]NodeSelectorRequirement matchFields=[]NodeSelectorRequirement
ImageVolumeStatus: imageRef=s
NodeSelectorRequirement: key=!s operator=!s#NodeSelectorOperator values=[]s
`;
