;; Names of every index space, which only a raw name section holds, become identifiers.
(module
  (@custom "name" "\01\04\01\00\01f"
    "\02\10\01\00\03\00\01x\01\01x\02\05local"
    "\03\11\01\00\02\00\05outer\01\05inner"
    "\04\06\01\01\03sig"
    "\05\06\01\00\03tab" "\06\06\01\00\03mem" "\07\09\01\00\06glob l" "\08\05\01\00\02el" "\09\05\01\00\02da"
    "\0a\08\01\02\01\01\03fld" "\0b\06\01\00\03tag")
  (type (func (param i32 i32)))
  (type (func))
  (type (struct (field i32) (field (mut i64))))
  (func (type 0) (local f32)
    (block
      (loop
        (br_if 0 (local.get 0))
        (br_if 1 (local.get 1))
        (br 2)))
    (local.set 2 (local.get 2))
    (call 0 (i32.const 0) (global.get 0))
    (struct.set 2 1 (struct.new_default 2) (i64.load (i32.const 0)))
    (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (block (type 1) (throw 0)))
  (table 1 funcref)
  (memory 1)
  (tag (type 1))
  (global i32 (i32.const 0))
  (export "f" (func 0))
  (elem (i32.const 0) func 0)
  (data (i32.const 0) "x"))
;;;; names
(module
  (type (;0;) (func (param i32 i32)))
  (type $sig (;1;) (func))
  (type (;2;) (struct (field i32) (field $fld (mut i64))))
  (func $f (;0;) (type 0) (param (@name "x") i32) (param (@name "x") i32)
    (local $local f32)
    block $outer  ;; label = @1
      loop $inner  ;; label = @2
        local.get 0
        br_if $inner (;@2;)
        local.get 1
        br_if $outer (;@1;)
        br 2 (;@0;)
      end
    end
    local.get $local
    local.set $local
    i32.const 0
    global.get $"glob l"
    call $f
    struct.new_default 2
    i32.const 0
    i64.load
    struct.set 2 $fld
    i32.const 0
    i32.const 0
    i32.const 0
    table.init $el
    i32.const 0
    i32.const 0
    i32.const 0
    memory.init $da
    block (type $sig)  ;; label = @1
      throw $tag
    end
  )
  (table $tab (;0;) 1 funcref)
  (memory $mem (;0;) 1)
  (tag $tag (;0;) (type $sig))
  (global $"glob l" (;0;) i32 (i32.const 0))
  (export "f" (func $f))
  (elem $el (;0;) (i32.const 0) func $f)
  (data $da (;0;) (i32.const 0) "x")
)
;;;; folded names
(module
  (type (;0;) (func (param i32 i32)))
  (type $sig (;1;) (func))
  (type (;2;) (struct (field i32) (field $fld (mut i64))))
  (func $f (;0;) (type 0) (param (@name "x") i32) (param (@name "x") i32)
    (local $local f32)
    (block $outer  ;; label = @1
      (loop $inner  ;; label = @2
        (br_if $inner (;@2;) (local.get 0))
        (br_if $outer (;@1;) (local.get 1))
        (br 2 (;@0;))))
    (local.set $local (local.get $local))
    (call $f (i32.const 0) (global.get $"glob l"))
    (struct.set 2 $fld (struct.new_default 2) (i64.load (i32.const 0)))
    (table.init $el (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.init $da (i32.const 0) (i32.const 0) (i32.const 0))
    (block (type $sig)  ;; label = @1
      (throw $tag))
  )
  (table $tab (;0;) 1 funcref)
  (memory $mem (;0;) 1)
  (tag $tag (;0;) (type $sig))
  (global $"glob l" (;0;) i32 (i32.const 0))
  (export "f" (func $f))
  (elem $el (;0;) (i32.const 0) func $f)
  (data $da (;0;) (i32.const 0) "x")
)
