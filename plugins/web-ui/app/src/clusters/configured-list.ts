/**
 * A list out of the views' configuration: the one for the sub-cluster, else for the cluster, else for all.
 * Something else under the name counts as nothing: users may have stored it with another program.
 */
export function configuredList(
  configuration: Readonly<Record<string, unknown>>,
  name: string,
  cluster?: string,
  subCluster?: string,
): readonly string[] {
  const names = [
    ...(cluster && subCluster ? [`${name}:${cluster}:${subCluster}`] : []),
    ...(cluster ? [`${name}:${cluster}`] : []),
    name,
  ];
  const lists = names.map((one) => configuration[one]);
  return (
    lists.find(
      (list): list is readonly string[] => Array.isArray(list) && list.every((item) => typeof item === 'string'),
    ) ?? []
  );
}
