# The lines of rule files (docs/rules.md). A line is lexed into words; what the words of a formula mean is for the
# grammar of the notation (matrix.ne), which gets formulas as pieces of text with their places.

@preprocessor module
@{%
import * as build from "./rule-lines.js";
import { first, listed, next } from "./nodes.js";
const lexer = { has: () => true };
%}
@lexer lexer

# A terminal is a word of rule files; `for` and `with` have an underscore, since the generated code names them.

# One line each; the parser is started at the one that the block and the place in it ask for.
head         -> name name                                {% ([keyword, name]) => ({ kind: "head", keyword, name }) %}

# function and infer: the formula with its declarations, then …
formula      -> equation                                 {% build.formula %}
              | equation %gap declarations               {% build.formula %}
functionLine -> equation                                 {% id %}
              | %also text                               {% ([, value]) => ({ kind: "also", value }) %}
              | %means text                              {% ([, value]) => ({ kind: "means", output: null, value }) %}
              | %word %means text                        {% ([output, , value]) => ({ kind: "means", output, value }) %}
              | %word %stands %_for text                  {% ([output, , , value]) => ({ kind: "stands", output, value }) %}
              | %twice equation                          {% ([, { left, right }]) => ({ kind: "twice", output: left, value: right }) %}
              | %when cases                              {% ([, when]) => ({ kind: "case", when: listed(when) }) %}
              | %otherwise                               {% () => ({ kind: "case", when: [] }) %}
              | %word %is sets %when conditions          {% build.inference %}
              | %word %needs phrase                      {% ([output, , text]) => ({ kind: "need", output, text }) %}
              | %needs phrase                            {% ([, text]) => ({ kind: "need", output: null, text }) %}
              | %gauge names                             {% ([, outputs]) => ({ kind: "gauge", outputs: listed(outputs) }) %}
              | %flops text                              {% ([, value]) => ({ kind: "flops", value }) %}
              | %reads anything                          {% ([, text]) => ({ kind: "reads", text }) %}
              | %auxiliary                               {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | %associative                             {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | %even %under %transposition              {% () => ({ kind: "parity", sign: 1 }) %}
              | %odd %under %transposition               {% () => ({ kind: "parity", sign: -1 }) %}
              | %_for %scalars text                       {% ([, , value]) => ({ kind: "scalars", value }) %}
              | order                                    {% id %}
              | sample                                   {% id %}
              | check                                    {% id %}
              | cite                                     {% id %}

# scalar
scalarLine   -> equation                                 {% id %}
              | %domain text                             {% ([, value]) => ({ kind: "domain", value }) %}
              | %reads anything                          {% ([, text]) => ({ kind: "reads", text }) %}
              | %last                                    {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | list                                     {% ([names]) => ({ kind: "properties", names: listed(names) }) %}

# identity, simplify, recognize, expand, present: the formula, and …
lawLine      -> %unless %dearer                          {% () => ({ kind: "unless" }) %}
              | sample                                   {% id %}
              | check                                    {% id %}
              | cite                                     {% id %}

# property
propertyLine -> equation                                 {% id %}
              | %square                                  {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | %linear                                  {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | %any                                     {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | %inferred                                {% ([flag]) => ({ kind: "flag", flag: flag.text }) %}
              | %implies list                            {% ([, names]) => ({ kind: "implies", names: listed(names) }) %}
              | %_for %scalars list                       {% ([, , names]) => ({ kind: "scalars", names: listed(names) }) %}
              | %_for %squares list                       {% ([, , names]) => ({ kind: "squares", names: listed(names) }) %}
              | %of %scalars %only phrase                {% ([, , , text]) => ({ kind: "values", text }) %}
              | %excludes list %colon phrase             {% ([, names, , reason]) => ({ kind: "excludes", names: listed(names), where: null, reason }) %}
              | %excludes list %at words %colon phrase   {% ([, names, , where, , reason]) => ({ kind: "excludes", names: listed(names), where, reason }) %}
              | %needs alternatives                      {% ([, names]) => ({ kind: "beside", names: listed(names) }) %}
              | %_with name %comma name                   {% ([, beside, , follows]) => ({ kind: "with", beside, follows }) %}
              | %said %_with name %colon list             {% ([, , beside, , names]) => ({ kind: "said", beside, names: listed(names) }) %}
              | %geometry phrase                         {% ([, text]) => ({ kind: "geometry", text }) %}
              | %tangent any                             {% build.propertyFormula %}
              | %direction any                           {% build.propertyFormula %}
              | %retract any                             {% build.propertyFormula %}
              | %riemannian any                          {% build.propertyFormula %}
              | %metric any                              {% build.propertyFormula %}
              | %sample any                              {% build.propertyFormula %}
              | order                                    {% id %}
              | cite                                     {% id %}

# Lines of several kinds of blocks.
equation     -> text %equals any                         {% build.equation %}
order        -> %needs size %geq size                    {% ([, larger, , smaller]) => ({ kind: "order", larger, smaller }) %}
sample       -> %sample %word property                   {% ([, parameter, property]) => ({ kind: "sample", parameter, property }) %}
check        -> %check sizes                             {% ([, sizes]) => ({ kind: "check", sizes: listed(sizes) }) %}
cite         -> %cite sources                            {% ([, sources]) => ({ kind: "cite", sources: listed(sources) }) %}

sizes        -> setting                                  {% first %}
              | sizes %comma setting                     {% next %}
setting      -> %word %equals %word                      {% ([size, , value]) => ({ size, value }) %}
sources      -> phraseless                               {% first %}
              | sources %comma phraseless                {% next %}

# A, B: m×n; f: function; k: dimension; U, Σ, V = svd(X)
declarations -> declaration                              {% first %}
              | declarations %semicolon declaration      {% next %}
declaration  -> formulaPart %colon formulaPart           {% ([names, , as]) => ({ kind: "declared", names, as }) %}
              | formulaPart %equals formulaPart          {% ([left, , right]) => ({ kind: "defined", left, right }) %}

# X is symmetric or undeclared, p is even
cases        -> case                                     {% first %}
              | cases %comma case                        {% next %}
case         -> %word %is name                           {% ([parameter, , value]) => ({ parameter, value, undeclared: false }) %}
              | %word %is name %or %undeclared           {% ([parameter, , value]) => ({ parameter, value, undeclared: true }) %}

# A, B are · A is spd, B is psd · s is positive, A is · A is lower unit, m ≥ n
conditions   -> condition                                {% first %}
              | conditions %comma condition              {% next %}
condition    -> names %are                               {% ([names]) => ({ kind: "are", names: listed(names), set: null }) %}
              | names %are words                         {% ([names, , set]) => ({ kind: "are", names: listed(names), set }) %}
              | %word %is                                {% ([name]) => ({ kind: "are", names: [name], set: null }) %}
              | %word %is words                          {% ([name, , set]) => ({ kind: "are", names: [name], set }) %}
              | size %geq size                           {% ([larger, , smaller]) => ({ kind: "order", larger, smaller, both: false }) %}
              | size %equals size                        {% ([larger, , smaller]) => ({ kind: "order", larger, smaller, both: true }) %}

# Pieces of text.
names        -> %word                                    {% first %}
              | names %comma %word                       {% next %}
list         -> property                                 {% first %}
              | list %comma property                     {% next %}
alternatives -> property                                 {% first %}
              | alternatives %or property                {% next %}
sets         -> words                                    {% first %}
              | sets %comma words                        {% next %}
              | sets %and words                          {% next %}
words        -> property                                 {% id %}
              | words property                           {% build.join %}
property     -> %word                                    {% id %}
              | %even                                    {% id %}
              | %odd                                     {% id %}
size         -> %word                                    {% id %}
              | size %word                               {% build.join %}

# A word where no keyword can stand.
name         -> %word                                    {% id %}
              | keyword                                  {% id %}
# The words of a formula up to a sign of equality: no keywords.
text         -> part                                     {% id %}
              | text part                                {% build.join %}
part         -> %word                                    {% id %}
              | %comma                                   {% id %}
              | %colon                                   {% id %}
              | %semicolon                               {% id %}
formulaPart  -> declared                                 {% id %}
              | formulaPart declared                     {% build.join %}
declared     -> property                                 {% id %}
              | %comma                                   {% id %}
# The rest of a line.
any          -> text                                     {% id %}
              | any %equals text                         {% build.join %}
phrase       -> phrasePart                               {% id %}
              | phrase phrasePart                        {% build.join %}
phrasePart   -> part                                     {% id %}
              | keyword                                  {% id %}
anything     -> anyPart                                  {% id %}
              | anything anyPart                         {% build.join %}
anyPart      -> phrasePart                               {% id %}
              | %equals                                  {% id %}
              | %geq                                     {% id %}
phraseless   -> name                                     {% id %}
              | phraseless name                          {% build.join %}
keyword      -> %also {% id %} | %means {% id %} | %stands {% id %} | %_for {% id %} | %twice {% id %} | %when {% id %}
              | %otherwise {% id %} | %is {% id %} | %are {% id %} | %or {% id %} | %and {% id %} | %undeclared {% id %}
              | %needs {% id %} | %sample {% id %} | %check {% id %} | %gauge {% id %} | %flops {% id %} | %cite {% id %}
              | %under {% id %} | %transposition {% id %} | %domain {% id %} | %implies {% id %} | %excludes {% id %}
              | %at {% id %} | %of {% id %} | %scalars {% id %} | %squares {% id %} | %only {% id %} | %_with {% id %}
              | %said {% id %} | %geometry {% id %} | %tangent {% id %} | %direction {% id %} | %retract {% id %}
              | %riemannian {% id %} | %metric {% id %} | %unless {% id %} | %dearer {% id %} | %auxiliary {% id %}
              | %associative {% id %} | %square {% id %} | %linear {% id %} | %any {% id %} | %inferred {% id %}
              | %even {% id %} | %odd {% id %} | %last {% id %} | %reads {% id %}
