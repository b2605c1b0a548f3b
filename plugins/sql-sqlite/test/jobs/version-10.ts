const job = (name: string, text: string, smt: string): string => `CREATE TABLE ${name} (
  id INTEGER PRIMARY KEY, job_id BIGINT NOT NULL, cluster ${text} NOT NULL, subcluster ${text} NOT NULL,
  submit_time BIGINT NOT NULL DEFAULT 0, start_time BIGINT NOT NULL DEFAULT 0, hpc_user ${text} NOT NULL, project ${text} NOT NULL,
  cluster_partition ${text}, array_job_id BIGINT, duration INT NOT NULL, walltime INT NOT NULL,
  job_state ${text} NOT NULL CHECK (job_state IN ('running', 'completed', 'failed', 'out-of-memory')),
  meta_data TEXT, resources TEXT NOT NULL, num_nodes INT NOT NULL, num_hwthreads INT, num_acc INT, ${smt},
  shared TEXT NOT NULL CHECK (shared IN ('none', 'single_user', 'multi_user')),
  monitoring_status TINYINT NOT NULL DEFAULT 1 CHECK (monitoring_status IN (0, 1, 2, 3)),
  energy REAL NOT NULL DEFAULT 0.0, energy_footprint TEXT DEFAULT NULL, footprint TEXT DEFAULT NULL,
  UNIQUE (job_id, cluster, start_time));`;

/** An early version 10, with its misspelt state, without `health_metrics`, with an index that later went; two jobs, one tagged. */
export const version10 = `
${job('job', 'TEXT', 'smt INT NOT NULL DEFAULT 1')}
${job('job_cache', 'VARCHAR(255)', 'smt TINYINT NOT NULL DEFAULT 1 CHECK (smt IN (0, 1))')}
CREATE TABLE tag (id INTEGER PRIMARY KEY, tag_type VARCHAR(255) NOT NULL, tag_name VARCHAR(255) NOT NULL,
  insert_ts TEXT DEFAULT CURRENT_TIMESTAMP, tag_scope TEXT NOT NULL DEFAULT 'global', UNIQUE (tag_type, tag_name));
CREATE TABLE jobtag (job_id INTEGER, tag_id INTEGER, insert_ts TEXT DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (job_id, tag_id),
  FOREIGN KEY (job_id) REFERENCES job (id) ON DELETE CASCADE, FOREIGN KEY (tag_id) REFERENCES tag (id) ON DELETE CASCADE);
CREATE TABLE hpc_user (username varchar(255) PRIMARY KEY NOT NULL, password varchar(255) DEFAULT NULL, ldap tinyint NOT NULL DEFAULT 0,
  name varchar(255) DEFAULT NULL, roles varchar(255) NOT NULL DEFAULT '[]', email varchar(255) DEFAULT NULL,
  projects varchar(255) NOT NULL DEFAULT '[]');
CREATE TABLE configuration (username varchar(255), confkey varchar(255), value text, PRIMARY KEY (username, confkey),
  FOREIGN KEY (username) REFERENCES hpc_user (username) ON DELETE CASCADE ON UPDATE NO ACTION);
CREATE TABLE node (id INTEGER PRIMARY KEY, hostname VARCHAR(255) NOT NULL, cluster VARCHAR(255) NOT NULL,
  subcluster VARCHAR(255) NOT NULL, meta_data TEXT, UNIQUE (hostname, cluster));
CREATE TABLE node_state (id INTEGER PRIMARY KEY, time_stamp INTEGER NOT NULL, jobs_running INTEGER DEFAULT 0 NOT NULL,
  cpus_allocated INTEGER DEFAULT 0 NOT NULL, memory_allocated INTEGER DEFAULT 0 NOT NULL, gpus_allocated INTEGER DEFAULT 0 NOT NULL,
  node_state VARCHAR(255) NOT NULL, health_state VARCHAR(255) NOT NULL, node_id INTEGER, FOREIGN KEY (node_id) REFERENCES node (id));
CREATE INDEX jobs_starttime ON job (start_time);
CREATE INDEX jobs_cluster_submittime ON job (cluster, submit_time);
CREATE TABLE schema_migrations (version uint64, dirty bool);
CREATE UNIQUE INDEX version_unique ON schema_migrations (version);
INSERT INTO schema_migrations VALUES (10, 0);
INSERT INTO job (id, job_id, cluster, subcluster, start_time, hpc_user, project, duration, walltime, job_state, resources, num_nodes, shared)
  VALUES (1, 1, 'c', 's', 100, 'u', 'p', 5, 0, 'out-of-memory', CAST('[{"hostname":"n1"}]' AS BLOB), 1, 'none');
INSERT INTO job (id, job_id, cluster, subcluster, start_time, hpc_user, project, duration, walltime, job_state, resources, num_nodes, shared, footprint)
  VALUES (5, 2, 'c', 's', 200, 'u', 'p', 5, 0, 'completed', '[]', 1, 'none', CAST('{"a_avg":1}' AS BLOB));
INSERT INTO tag (tag_type, tag_name) VALUES ('a', 'b');
INSERT INTO jobtag (job_id, tag_id) VALUES (1, 1);
`;
