# The notation: one grammar for programs, rules and everything the engine prints.
#
# Precedence, loosest first: sum, inner product, Hadamard and Kronecker products, product, postfix. Each level is
# left recursive, so that parsing is linear; a minus sign may open a sum or follow an explicit operator. Blanks and
# line breaks are gone before the parser; so are the differences between Unicode, ASCII and LaTeX spellings.

@preprocessor module
@{%
import * as build from "./nodes.js";
const lexer = { has: () => true };
%}
@lexer lexer

# One statement each; the parser is started at the one that the statement's head asks for.
expression  -> sum                                   {% ([value]) => ({ kind: "expression", value }) %}
equation    -> sum %equals sum                       {% ([left, , right]) => ({ kind: "equation", left, right }) %}
definition  -> names %equals sum                     {% ([targets, , value]) => ({ kind: "definition", targets, value }) %}
function    -> %name %lparen names %rparen %equals sum
               {% ([target, , parameters, , , value]) => ({ kind: "function", target, parameters, value }) %}
return      -> %returns values                       {% ([, values]) => ({ kind: "return", values }) %}
declaration -> names %colon shape                    {% ([targets, , shape]) => ({ kind: "declaration", targets, shape, properties: null }) %}
             | names %colon shape properties         {% ([targets, , shape, properties]) => ({ kind: "declaration", targets, shape, properties }) %}
             | names %colon properties               {% ([targets, at, properties]) => ({ kind: "declaration", targets, shape: { kind: "unstated", at }, properties }) %}

names       -> %name                                 {% build.first %}
             | names %comma %name                    {% build.next %}
values      -> sum                                   {% build.first %}
             | values %comma sum                     {% build.next %}
properties  -> %property                             {% build.first %}
             | properties %property                  {% build.more %}
shape       -> %scalar                               {% ([at]) => ({ kind: "scalar", at }) %}
             | sum                                   {% ([rows]) => ({ kind: "vector", rows }) %}
             | sum %cross sum                        {% ([rows, , columns]) => ({ kind: "matrix", rows, columns }) %}

# A + B − C
sum         -> term                                  {% id %}
             | sum %plus term                        {% build.binary %}
             | sum %minus term                       {% build.binary %}
term        -> inner                                 {% id %}
             | %minus inner                          {% build.negation %}

# A : B
inner       -> hadamard                              {% id %}
             | inner %colon hadamard                 {% build.binary %}
             | inner %colon %minus hadamard          {% build.binaryNegated %}

# A ∘ B, A ⊘ B, A ⊗ B
hadamard    -> product                               {% id %}
             | hadamard %hadamard product            {% build.binary %}
             | hadamard %hadamard %minus product     {% build.binaryNegated %}

# A B, A * B, A / B, A \ B; between factors side by side stands a token of no width
product     -> factor                                {% id %}
             | product %times factor                 {% build.binary %}
             | product %times %minus factor          {% build.binaryNegated %}

# Aᵀ, A⁻¹, A_sym, A^p, A .^ p, A[1:r, :]
factor      -> atom                                  {% id %}
             | factor %postfix                       {% build.postfix %}
             | factor %power atom                    {% build.power %}
             | factor %power %minus atom             {% build.powerNegated %}
             | factor %method %lparen arguments %rparen {% build.method %}
             | factor %method %lparen %rparen         {% build.emptyMethod %}
             | factor %lslice indices %rslice        {% build.slice %}

atom        -> %number                               {% build.leaf %}
             | %name                                 {% build.leaf %}
             | %constant                             {% build.leaf %}
             | %lparen sum %rparen                   {% build.bracket %}
             | %callee %lparen arguments %rparen   {% build.call %}
             | %callee %lparen %rparen             {% build.emptyCall %}
             | %lbar sum %rbar                       {% build.bracket %}
             | %langle sum %comma sum %rangle        {% build.pair %}
             | %over %lparen sum %rparen             {% build.over %}
             | %over %lparen sum %rparen %lparen sum %rparen {% build.overTo %}
             | %fraction %lparen sum %rparen %lparen sum %rparen {% build.fraction %}
             | %lblock rows %rblock                  {% build.block %}

arguments   -> argument                              {% build.first %}
             | arguments %comma argument             {% build.next %}
argument    -> sum                                   {% id %}
             | %word                                 {% build.leaf %}

rows        -> values                                {% build.first %}
             | rows %semicolon values                {% build.next %}

indices     -> index                                 {% build.first %}
             | indices %comma index                  {% build.next %}
index       -> sum                                   {% id %}
             | sum %range sum                        {% build.binary %}
             | sum %range                            {% build.openRange %}
             | %range sum                            {% build.rangeFromStart %}
             | %range                                {% build.leaf %}
             | %word                                 {% build.leaf %}
             | %lparen values %comma sum %rparen     {% build.set %}
