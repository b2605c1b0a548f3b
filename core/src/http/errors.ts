import { CockpitError } from '../errors/cockpit-error.js';

/** A route was added without guard, body limit or rate class, or twice. A mistake in the program. */
export class InvalidRouteError extends CockpitError {
  readonly code = 'CC_INVALID_ROUTE';
  readonly kind = 'setup';
}

/** Another program listens where the server should. */
export class AddressInUseError extends CockpitError {
  readonly code = 'CC_ADDRESS_IN_USE';
  readonly kind = 'setup';
  constructor(address: string, options?: ErrorOptions) {
    super(`cannot listen on ${address}: another program listens there. Stop it, or change main.addr`, options);
  }
}

/** The address cannot be listened on, or the certificate cannot be used. */
export class CannotListenError extends CockpitError {
  readonly code = 'CC_CANNOT_LISTEN';
  readonly kind = 'setup';
}

/** The request was not answered within its deadline. */
export class DeadlineError extends CockpitError {
  readonly code = 'CC_DEADLINE';
  readonly kind = 'unavailable';
  constructor(seconds: number) {
    super(`the request took longer than ${seconds} s and was given up`);
  }
}

/** The client closed the connection; nobody waits for the answer. */
export class ClientGoneError extends CockpitError {
  readonly code = 'CC_CLIENT_GONE';
  readonly kind = 'unavailable';
  constructor() {
    super('the client closed the connection');
  }
}
