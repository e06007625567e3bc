;; Recursive types, equivalence and subtyping (specification, 3.1.2, 3.2 and 3.3).

;; Groups of the same shape are the same types.
(module
  (rec (type $a1 (struct (field (ref null $a2)))) (type $a2 (struct (field (ref null $a1)) (field i32))))
  (rec (type $b1 (struct (field (ref null $b2)))) (type $b2 (struct (field (ref null $b1)) (field i32))))
  ;; The same structs, grouped otherwise: other types.
  (rec (type $c1 (struct (field (ref null $c2)))) (type $c2 (struct (field (ref null $c1)) (field i32))) (type $c3 (struct)))
  (func $f (param (ref $a1)) (result (ref $b1)) (local.get 0))
  (func (export "same") (result i32) (ref.test (ref $b2) (struct.new_default $a2)))
  (func (export "other") (result i32)
    (local $x anyref)
    (local.set $x (struct.new_default $a2))
    (ref.test (ref $c2) (local.get $x)))
)
(assert_return (invoke "same") (i32.const 1))
(assert_return (invoke "other") (i32.const 0))

;; A single recursive type is a group of its own, explicit or not.
(module
  (type $a (struct (field (ref null $a))))
  (rec (type $b (struct (field (ref null $b)))))
  (func (param (ref $a)) (result (ref $b)) (local.get 0)))

(assert_invalid
  (module
    (rec (type $a1 (struct)) (type $a2 (struct (field i32))))
    (rec (type $b2 (struct (field i32))) (type $b1 (struct)))
    (func (param (ref $a1)) (result (ref $b1)) (local.get 0)))
  "type mismatch")

;; Subtypes: more fields, more special immutable fields, functions contravariant.
(module
  (type $s0 (sub (struct (field anyref))))
  (type $s1 (sub $s0 (struct (field eqref))))
  (type $s2 (sub $s1 (struct (field (ref i31)) (field i32))))
  (type $s3 (sub final $s2 (struct (field (ref i31)) (field i32) (field (mut i8)))))
  (type $a0 (sub (array anyref)))
  (type $a1 (sub $a0 (array (ref struct))))
  (type $m0 (sub (array (mut anyref))))
  (type $m1 (sub $m0 (array (mut anyref))))
  (type $f0 (sub (func (param (ref $s1)) (result (ref null $s1)))))
  (type $f1 (sub $f0 (func (param (ref null $s0)) (result (ref $s2)))))
  (func (param (ref $s3)) (result (ref null $s0)) (local.get 0))
  (func (param (ref $s3)) (result (ref struct)) (local.get 0))
  (func (param (ref $a1)) (result eqref) (local.get 0))
  (func (param (ref $f1)) (result (ref $f0)) (local.get 0))
  (func (param (ref $f1)) (result funcref) (local.get 0))
  (func (param nullref) (result (ref null $s3)) (local.get 0))
  (func (param (ref none)) (result (ref i31)) (local.get 0))
  (func (param nullfuncref) (result (ref null $f1)) (local.get 0))
  (func $call (param (ref $f0) (ref $s1)) (result (ref null $s1)) (call_ref $f0 (local.get 1) (local.get 0)))
  (func $impl (type $f1) (struct.new $s2 (ref.i31 (i32.const 8)) (i32.const 9)))
  (elem declare func $impl)
  (func (export "call through supertype") (result i32)
    (struct.get $s2 1
      (ref.cast (ref $s2) (call $call (ref.func $impl) (struct.new $s1 (ref.i31 (i32.const 1)))))))
  ;; An indirect call accepts a function of a subtype.
  (table $t funcref (elem $impl))
  (func (export "call_indirect subtype") (result i32)
    (i31.get_s (ref.cast (ref i31)
      (struct.get $s1 0
        (call_indirect (type $f0) (struct.new $s1 (ref.null none)) (i32.const 0)))))))
(assert_return (invoke "call through supertype") (i32.const 9))
(assert_return (invoke "call_indirect subtype") (i32.const 8))

(assert_invalid (module (type $a (struct)) (type $b (sub $a (struct)))) "sub type")
(assert_invalid (module (type $a (sub (struct (field i32)))) (type $b (sub $a (struct)))) "sub type")
(assert_invalid (module (type $a (sub (struct (field i32)))) (type $b (sub $a (struct (field i64))))) "sub type")
(assert_invalid (module (type $a (sub (struct (field (mut anyref))))) (type $b (sub $a (struct (field (mut eqref)))))) "sub type")
(assert_invalid (module (type $a (sub (struct (field (mut i32))))) (type $b (sub $a (struct (field i32))))) "sub type")
(assert_invalid (module (type $a (sub (struct))) (type $b (sub $a (array i32)))) "sub type")
(assert_invalid (module (type $a (sub (func (param eqref)))) (type $b (sub $a (func (param i31ref))))) "sub type")
(assert_invalid (module (type $a (sub (func (result eqref)))) (type $b (sub $a (func (result anyref))))) "sub type")
(assert_invalid (module (type $b (sub $a (struct))) (type $a (sub (struct)))) "unknown type")
(assert_invalid (module (rec (type $b (sub $a (struct))) (type $a (sub (struct))))) "forward use of type")
(assert_invalid (module (type (struct (field (ref 1)))) (type (struct))) "unknown type")
(assert_invalid (module (func (param anyref) (result eqref) (local.get 0))) "type mismatch")
(assert_invalid (module (func (param structref) (result arrayref) (local.get 0))) "type mismatch")
(assert_invalid (module (func (param anyref) (result (ref any)) (local.get 0))) "type mismatch")
(assert_invalid (module (func (param externref) (result anyref) (local.get 0))) "type mismatch")
(assert_invalid (module (func (param nullref) (result funcref) (local.get 0))) "type mismatch")

;; Across modules types are equivalent by structure.
(module $M
  (type $t (sub (struct (field i32))))
  (type $u (sub $t (struct (field i32 i64))))
  (func (export "make") (result (ref $u)) (struct.new $u (i32.const 5) (i64.const 6)))
  (global (export "g") (ref $t) (struct.new $t (i32.const 1)))
  (func (export "take") (param (ref $t)) (result i32) (struct.get $t 0 (local.get 0))))
(register "M" $M)
(module
  (type $x (sub (struct (field i32))))
  (type $y (sub $x (struct (field i32 i64))))
  (import "M" "make" (func $make (result (ref $y))))
  (import "M" "take" (func $take (param (ref $x)) (result i32)))
  (import "M" "g" (global $g (ref null $x)))
  (func (export "run") (result i32 i32 i32)
    (call $take (call $make))
    (ref.test (ref $y) (call $make))
    (ref.test (ref $y) (global.get $g))))
(assert_return (invoke "run") (i32.const 5) (i32.const 1) (i32.const 0))
;; A function type is a supertype of another only if it is declared so.
(assert_unlinkable
  (module (type $x (sub (struct (field i32)))) (import "M" "make" (func (result (ref $x)))))
  "incompatible import type")
(assert_unlinkable
  (module (type $x (struct (field i32))) (import "M" "take" (func (param (ref $x)) (result i32))))
  "incompatible import type")
