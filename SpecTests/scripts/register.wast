;; Which instance a command means: the latest, a named one, a registered one (scripts of the reference interpreter).

(module $One (func (export "f") (result i32) (i32.const 1)) (func (export "only one") (result i32) (i32.const 10)))
(module $Two (func (export "f") (result i32) (i32.const 2)))
(module (func (export "f") (result i32) (i32.const 3)))
(assert_return (invoke "f") (i32.const 3))
(assert_return (invoke $One "f") (i32.const 1))
(assert_return (invoke $Two "f") (i32.const 2))
(assert_return (invoke $One "only one") (i32.const 10))

;; Without a name: the latest instance.
(register "latest")
(module (import "latest" "f" (func (result i32))) (export "f" (func 0)))
(assert_return (invoke "f") (i32.const 3))

;; The same name again: the new module replaces the old one whole.
(register "M" $One)
(module (import "M" "f" (func (result i32))) (import "M" "only one" (func (result i32))) (export "f" (func 0)))
(assert_return (invoke "f") (i32.const 1))
(register "M" $Two)
(module (import "M" "f" (func (result i32))) (export "f" (func 0)))
(assert_return (invoke "f") (i32.const 2))
(assert_unlinkable (module (import "M" "only one" (func (result i32)))) "unknown import")

;; The names of scripts are no module names.
(assert_unlinkable (module (import "Two" "f" (func (result i32)))) "unknown import")
(assert_unlinkable (module (import "$Two" "f" (func (result i32)))) "unknown import")

;; An instance without exports can be registered.
(module $Empty)
(register "empty" $Empty)
(assert_unlinkable (module (import "empty" "f" (func))) "unknown import")

;; A module that fails does not become the latest instance.
(module (func (export "f") (result i32) (i32.const 4)))
(assert_invalid (module (func (export "f") (result i32))) "type mismatch")
(assert_malformed (module quote "(func (export \"f\")") "unexpected token")
(assert_unlinkable (module (import "M" "nothing" (func)) (func (export "f") (result i32) (i32.const 5))) "unknown import")
(assert_return (invoke "f") (i32.const 4))

;; Other forms of modules.
(module $Quoted quote "(func (export \"f\") (result i32) " "(i32.const 6))")
(assert_return (invoke "f") (i32.const 6))
(assert_return (invoke $Quoted "f") (i32.const 6))
(module $Binary binary
  "\00asm\01\00\00\00"
  "\01\05\01\60\00\01\7f"
  "\03\02\01\00"
  "\07\05\01\01f\00\00"
  "\0a\06\01\04\00\41\07\0b")
(assert_return (invoke "f") (i32.const 7))
(assert_return (invoke $Binary "f") (i32.const 7))
