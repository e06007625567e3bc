;; Well-formed, but nothing fits: printed all the same.
(module
  (func (type 7) (call 99) (local.get 5) (i32.add) (br 3) (block (type 12)) (throw 4))
  (func (i32.store (i64.const 0)) (i64.add (f32.const 1)))
  (memory 5 4)
  (memory 70000)
  (global i32 (nop) (i32.const 1) (i32.const 2) (i32.add) (drop))
  (global i64)
  (table 1 funcref (i32.const 0) (block (result i32) (i32.const 1)))
  (export "nothing" (table 9))
  (start 42)
  (elem (table 3) (offset) func 8)
  (elem funcref (item) (item (i32.const 0) (drop)))
  (data (memory 6) (f32.const 0) "")
)
;;;; flat
(module
  (type (;0;) (func))
  (func (;0;) (type 7)
    call 99
    local.get 5
    i32.add
    br 3
    block (type 12)  ;; label = @1
    end
    throw 4
  )
  (func (;1;) (type 0)
    i64.const 0
    i32.store
    f32.const 1
    i64.add
  )
  (table (;0;) 1 funcref (i32.const 0) (block (result i32)  ;; label = @1
    (i32.const 1)))
  (memory (;0;) 5 4)
  (memory (;1;) 70000)
  (global (;0;) i32 (nop) (drop (i32.add (i32.const 1) (i32.const 2))))
  (global (;1;) i64)
  (export "nothing" (table 9))
  (start 42)
  (elem (;0;) (table 3) (offset) func 8)
  (elem (;1;) funcref (item) (drop (i32.const 0)))
  (data (;0;) (memory 6) (f32.const 0) "")
)
;;;; folded
(module
  (type (;0;) (func))
  (func (;0;) (type 7)
    (call 99)
    (local.get 5)
    (i32.add)
    (br 3)
    (block (type 12))
    (throw 4)
  )
  (func (;1;) (type 0)
    (i64.const 0)
    (i32.store)
    (f32.const 1)
    (i64.add)
  )
  (table (;0;) 1 funcref (i32.const 0) (block (result i32)  ;; label = @1
    (i32.const 1)))
  (memory (;0;) 5 4)
  (memory (;1;) 70000)
  (global (;0;) i32 (nop) (drop (i32.add (i32.const 1) (i32.const 2))))
  (global (;1;) i64)
  (export "nothing" (table 9))
  (start 42)
  (elem (;0;) (table 3) (offset) func 8)
  (elem (;1;) funcref (item) (drop (i32.const 0)))
  (data (;0;) (memory 6) (f32.const 0) "")
)
