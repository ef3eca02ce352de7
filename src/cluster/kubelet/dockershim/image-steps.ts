// Steps of the image calls and of the questions about Docker itself.
// Models pkg/kubelet/dockershim/docker_image.go and docker_service.go of v1.20.

import {
  type DockerImage,
  type DockerPullBody,
  type DockerVersion,
  dockerRequest,
} from '../../protocol/docker.ts';
import { imageOf, imageRefOf } from './convert.ts';
import type { ImageStep } from './state.ts';
import { errorText, isRefused, paramsOf, type Step, succeed } from './step.ts';

const listImages: Step = {
  ask: () => dockerRequest('GET', '/images/json'),
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const images = (response.body as readonly DockerImage[]).map(imageOf);
    return { kind: 'answer', result: { images } };
  },
};

const inspectImage: Step = {
  ask: (call) => dockerRequest('GET', `/images/${paramsOf(call, 'ImageStatus').image}/json`),
  done: (_call, response) => {
    if (response.status === 404) return { kind: 'answer', result: {} };
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    return { kind: 'answer', result: { image: imageOf(response.body as DockerImage) } };
  },
};

const pullImage: Step = {
  ask: (call) => {
    const { image, auth } = paramsOf(call, 'PullImage');
    const body = auth === undefined ? {} : { auth };
    return dockerRequest('POST', '/images/create', { fromImage: image }, body);
  },
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const { progress, isEnd } = response.body as DockerPullBody;
    const error = progress.find((line) => line.error !== undefined)?.error;
    if (error !== undefined) return { kind: 'fail', message: error };
    return isEnd ? { kind: 'next' } : { kind: 'wait' };
  },
};

const inspectPulledImage: Step = {
  ask: (call) => dockerRequest('GET', `/images/${paramsOf(call, 'PullImage').image}/json`),
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const imageRef = imageRefOf(response.body as DockerImage);
    return { kind: 'answer', result: { imageRef } };
  },
};

const removeImage: Step = {
  ask: (call) => {
    const { image } = paramsOf(call, 'RemoveImage');
    return dockerRequest('DELETE', `/images/${image}`, { force: '0' });
  },
  done: (_call, response) =>
    response.status === 404 ? { kind: 'answer', result: {} } : succeed(response, {}),
};

/** The images stand for all of Docker's directory: containers' own layers are the kernel's. */
const listImagesForSpace: Step = {
  ask: () => dockerRequest('GET', '/images/json'),
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const images = response.body as readonly DockerImage[];
    const usedBytes = images.reduce((sum, image) => sum + image.Size, 0);
    return { kind: 'answer', result: usedBytes };
  },
};

const version: Step = {
  ask: () => dockerRequest('GET', '/version'),
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const { Version, ApiVersion } = response.body as DockerVersion;
    return {
      kind: 'answer',
      result: {
        version: '0.1.0',
        runtimeName: 'docker',
        runtimeVersion: Version,
        runtimeApiVersion: ApiVersion,
      },
    };
  },
};

/** `Status` never fails: a Docker that does not answer is a runtime that is not ready. */
const statusVersion: Step = {
  ask: () => dockerRequest('GET', '/version'),
  done: (_call, response) => {
    const network = { type: 'NetworkReady', isTrue: true };
    if (!isRefused(response)) {
      return {
        kind: 'answer',
        result: { conditions: [{ type: 'RuntimeReady', isTrue: true }, network] },
      };
    }
    const runtime = {
      type: 'RuntimeReady',
      isTrue: false,
      reason: 'DockerDaemonNotReady',
      message: `docker: failed to get docker version: ${errorText(response)}`,
    };
    return { kind: 'answer', result: { conditions: [runtime, network] } };
  },
};

/** The steps of the image calls, by name. */
export const IMAGE_STEPS: { readonly [name in ImageStep]: Step } = {
  listImages,
  inspectImage,
  pullImage,
  inspectPulledImage,
  removeImage,
  listImagesForSpace,
  version,
  statusVersion,
};
