// Field names and types of metadata and references.
// A data table, read by schema.ts, which explains it.

/** The types of metadata and references. */
export const META_TYPES: string = `
ObjectMeta: name=s generateName=s namespace=s selfLink=s uid=s#UID resourceVersion=s generation=l
  creationTimestamp=t deletionTimestamp=*t deletionGracePeriodSeconds=*l labels={}s
  annotations={}s ownerReferences=[]OwnerReference finalizers=[]s
  managedFields=[]ManagedFieldsEntry clusterName~=s
ObjectReference: kind=s namespace=s name=s uid=s#UID apiVersion=s resourceVersion=s fieldPath=s
OwnerReference: apiVersion=!s kind=!s name=!s uid=!s#UID controller=*b blockOwnerDeletion=*b
ManagedFieldsEntry: manager=s operation=s#ManagedFieldsOperationType apiVersion=s time=*t
  fieldsType=s fieldsV1=*x subresource@=s
LocalObjectReference: name=s
Condition: type=!s status=!s#ConditionStatus observedGeneration=l lastTransitionTime=!t reason=!s
  message=!s
LabelSelector: matchLabels={}s matchExpressions=[]LabelSelectorRequirement
LabelSelectorRequirement: key=!s operator=!s#LabelSelectorOperator values=[]s
TypedLocalObjectReference: apiGroup=!*s kind=!s name=!s
TypedObjectReference: apiGroup=!*s kind=!s name=!s namespace=*s
`;
