// A typed line in the words of another edition's tools, where there is a counterpart: what
// Docker's client says to dockerd, ctr and crictl say to containerd. Lines without counterpart
// stay as they are.

/** The editions by name. */
type Edition = 'document' | 'docker' | 'containerd';

interface Rule {
  readonly docker: RegExp;
  readonly containerd: RegExp;
  toContainerd(words: readonly string[]): string;
  toDocker(words: readonly string[]): string;
}

const NAME = '([^\\s/#_]+)';
/** `k8s_nginx_web`, with or without what follows. */
const DOCKER_NAME = `k8s_${NAME}_${NAME}(?:_\\S*)?`;
/** `web/nginx#0` */
const CTR_NAME = `${NAME}/${NAME}#\\d+`;
const CTR = 'ctr (?:-n k8s\\.io )?';

const RULES: readonly Rule[] = [
  {
    docker: new RegExp(`^docker kill(?: (?:--signal|-s)[ =](\\S+))? ${DOCKER_NAME}$`),
    containerd: new RegExp(`^${CTR}tasks? kill(?: (?:--signal|-s)[ =](\\S+))? ${CTR_NAME}$`),
    toContainerd: ([signal = 'SIGKILL', container, pod]) =>
      `ctr -n k8s.io tasks kill -s ${signal} ${pod}/${container}#0`,
    toDocker: ([signal = 'SIGTERM', pod, container]) =>
      `docker kill --signal ${signal} k8s_${container}_${pod}`,
  },
  {
    docker: new RegExp(`^docker rm (?:-f|--force) ${DOCKER_NAME}$`),
    containerd: new RegExp(`^${CTR}tasks? (?:delete|rm) (?:-f|--force) ${CTR_NAME}$`),
    toContainerd: ([container, pod]) => `ctr -n k8s.io tasks delete -f ${pod}/${container}#0`,
    toDocker: ([pod, container]) => `docker rm -f k8s_${container}_${pod}`,
  },
  {
    docker: /^docker tag (\S+) (\S+)$/,
    containerd: new RegExp(`^${CTR}images? tag (\\S+) (\\S+)$`),
    toContainerd: ([source, target]) => `ctr -n k8s.io images tag ${source} ${target}`,
    toDocker: ([source, target]) => `docker tag ${source} ${target}`,
  },
  {
    docker: /^docker (ps|images)((?: -[aq]+)*)$/,
    containerd: /^crictl (ps|images)((?: -[aq]+)*)$/,
    toContainerd: ([verb, flags]) => `crictl ${verb}${flags}`,
    toDocker: ([verb, flags]) => `docker ${verb}${flags}`,
  },
  {
    docker: /^systemctl (start|stop|restart|kill(?: -s \S+)?|status) docker$/,
    containerd: /^systemctl (start|stop|restart|kill(?: -s \S+)?|status) containerd$/,
    toContainerd: ([verb]) => `systemctl ${verb} containerd`,
    toDocker: ([verb]) => `systemctl ${verb} docker`,
  },
];

/** The line as it is typed in edition `to`; a container's first attempt unless it is said. */
export function translateLine(line: string, from: Edition, to: Edition): string {
  const [isFromDocker, isToDocker] = [from !== 'containerd', to !== 'containerd'];
  if (isFromDocker === isToDocker) return line;
  const [, host = '', words = ''] = /^((?:sudo |ssh \S+ )*)(.*)$/.exec(line.trim()) ?? [];
  const text = words.replace(/\s+/g, ' ');
  for (const rule of RULES) {
    const match = (isFromDocker ? rule.docker : rule.containerd).exec(text);
    if (match === null) continue;
    const found = match.slice(1);
    return `${host}${isFromDocker ? rule.toContainerd(found) : rule.toDocker(found)}`;
  }
  return line;
}
