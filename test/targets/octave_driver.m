% octave_driver (folder): runs the function files of a folder on the values of its cases.json and compares.
function octave_driver (folder)
  warning ("off", "all");
  cases = jsondecode (fileread (fullfile (folder, "cases.json")), "makeValidName", false);
  passed = 0;
  for k = 1:numel (cases)
    c = cases(k);
    if (iscell (cases))
      c = cases{k};
    end
    passed = passed + run_case (folder, c);
  end
  printf ("TARGETS octave passed %d of %d\n", passed, numel (cases));
end

function ok = run_case (folder, c)
  ok = false;
  try
    where = fullfile (folder, c.id);
    addpath (where);
    clear layer
    inputs = matrices (c.inputs);
    outputs = cell (1, c.outputs + 1);
    [outputs{:}] = layer (inputs{:});
    cotangents = matrices (c.cotangents);
    gradients = cell (1, c.gradients);
    [gradients{:}] = outputs{end}(cotangents{:});
    rmpath (where);
    error_ = max (distance (outputs(1:end-1), c.expected_outputs), distance (gradients, c.expected_gradients));
    ok = error_ <= c.tol;
    if (! ok)
      printf ("%s: off by %.1e\n", c.id, error_);
    end
  catch problem
    printf ("%s: %s\n", c.id, strtok (problem.message, "\n"));
    rmpath (where);
  end
end

% Values are given as { rows, cols, entries by rows }.
function values = matrices (list)
  values = cell (1, numel (list));
  for i = 1:numel (list)
    values{i} = matrix_of (list, i);
  end
end

function A = matrix_of (list, i)
  if (iscell (list))
    v = list{i};
  else
    v = list(i);
  end
  A = reshape (v.data(:), v.cols, v.rows).';
end

function e = distance (got, list)
  e = 0;
  for i = 1:numel (list)
    if (iscell (list))
      v = list{i};
    else
      v = list(i);
    end
    if (v.skip)
      continue
    end
    want = matrix_of (list, i);
    if (! isequal (size (got{i}), size (want)))
      e = Inf;
      return
    end
    n = norm (want, "fro");
    e = max (e, norm (got{i} - want, "fro") / (n + (n == 0)));
    if (isnan (e))
      e = Inf;
    end
  end
end
