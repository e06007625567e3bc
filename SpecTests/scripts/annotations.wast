;; Annotations (specification, 6.3.10 and appendix "Custom Sections and Annotations").

(module
  (@note)
  (@note with some tokens 1 0x2 "and \"strings\"" $id (nested (parens (@deep))) ; , [ ] { } )
  (@"quoted \u{69}d" x)
  (@a(@b(;comment;)) ;; comment with )
  )
  (func (@x) (export (@x) "f") (@x) (result (@x) i32) (@x "}") (i32.const (@x) 1) (@x)))
(assert_return (invoke "f") (i32.const 1))

;; Names.
(module (@name "module name")
  (import "spectest" "print" (func (@name "imported")))
  (type $t (func (param i32)))
  (func (@name "λ") (type $t))
  (func $id (@name "") (export "f") (result i32) (i32.const 2))
  (tag (@name "tag name")))
(assert_return (invoke "f") (i32.const 2))

;; Custom sections.
(module
  (@custom "anything" "\00\ff" "and more")
  (@custom "first" (before first))
  (@custom "last" (after last) "")
  (@custom "between" (before code) "x")
  (@custom "between" (after type) "y")
  (@custom "" (before datacount))
  (type (func))
  (func (export "f") (type 0))
  (@custom "between" (after global) "z"))
(assert_return (invoke "f"))

;; Branch hints.
(module
  (func (export "f") (param i32) (result i32)
    (block $out
      (@metadata.code.branch_hint "\01")
      (br_if $out (local.get 0))
      (@metadata.code.branch_hint "\00")
      (if (i32.eqz (local.get 0)) (then (return (i32.const 1)))))
    local.get 0
    (@metadata.code.branch_hint "\00") if
    end
    (i32.const 2)))
(assert_return (invoke "f" (i32.const 0)) (i32.const 1))
(assert_return (invoke "f" (i32.const 1)) (i32.const 2))

(assert_malformed (module quote "(@)") "empty annotation id")
(assert_malformed (module quote "(@ a)") "empty annotation id")
(assert_malformed (module quote "(@\"\")") "empty annotation id")
(assert_malformed (module quote "(@a (b)") "unclosed annotation")
(assert_malformed (module quote "(@a \"b)") "unclosed string")
(assert_malformed (module quote "(@a))") "unexpected token")
(assert_malformed (module quote "(@a é)") "illegal character")
(assert_malformed_custom (module quote "(@custom)") "@custom annotation: missing section name")
(assert_malformed_custom (module quote "(@custom \"x\" (at code))") "@custom annotation: malformed placement")
(assert_malformed_custom (module quote "(@custom \"x\" (before everything))") "@custom annotation: malformed section kind")
(assert_malformed_custom (module quote "(@custom \"x\" 5)") "@custom annotation: unexpected token")
(assert_malformed_custom (module quote "(@custom \"\\ff\")") "@custom annotation: malformed UTF-8 encoding")
(assert_malformed_custom (module quote "(func (@custom \"x\"))") "misplaced @custom annotation")
(assert_malformed_custom (module quote "(module (@name \"a\") (@name \"b\"))") "@name annotation: multiple module")
(assert_malformed_custom (module quote "(module (func) (@name \"a\"))") "misplaced @name annotation")
(assert_malformed_custom (module quote "(module (@metadata.code.branch_hint \"\\01\"))") "@metadata.code.branch_hint annotation: not in a function")
(assert_malformed_custom
  (module quote "(func (@metadata.code.branch_hint \"\\02\") (if (i32.const 0) (then)))")
  "@metadata.code.branch_hint annotation: invalid hint value")
(assert_invalid_custom
  (module (func (@metadata.code.branch_hint "\00") (nop)))
  "@metadata.code.branch_hint annotation: invalid target")
