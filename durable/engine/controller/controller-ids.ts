// The node ids of a cluster's controllers: three voters, so that one may fail. They lie above every id that a broker may have.

export const CONTROLLER_IDS: readonly number[] = [3000, 3001, 3002]
