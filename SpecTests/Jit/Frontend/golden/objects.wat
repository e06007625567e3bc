;; Structs, arrays, casts.
(module
  (type $point (sub (struct (field i8) (field (mut i64)) (field (mut (ref null $point))) (field funcref))))
  (type $bytes (array (mut i8)))
  (type $leaf (sub final $point (struct (field i8) (field (mut i64)) (field (mut (ref null $point))) (field funcref) (field v128))))
  (type $vectors (array (mut v128)))

  (func $struct (param (ref null $point)) (result i64)
    (struct.set $point 2 (local.get 0) (struct.new $point (i32.const 5) (i64.const 0) (local.get 0) (ref.null func)))
    (drop (struct.get_s $point 0 (local.get 0)))
    (struct.get $point 1 (local.get 0)))

  (func $array (param (ref null $bytes)) (param i32) (result i32)
    (array.set $bytes (local.get 0) (local.get 1) (array.get_u $bytes (local.get 0) (local.get 1)))
    (array.fill $bytes (local.get 0) (local.get 1) (i32.const 3) (i32.const 4))
    (array.copy $bytes $bytes (local.get 0) (i32.const 1) (local.get 0) (local.get 1) (i32.const 2))
    (drop (array.new $vectors (v128.const i64x2 1 2) (local.get 1)))
    (drop (array.new_fixed $bytes 3 (i32.const 1) (i32.const 0) (local.get 1)))
    (array.init_data $bytes 0 (local.get 0) (i32.const 1) (local.get 1) (i32.const 2))
    (array.len (local.get 0)))

  (func $casts (param anyref) (result i32)
    (drop (ref.cast (ref $leaf) (local.get 0)))
    (drop (ref.cast (ref null $point) (local.get 0)))
    (block $no (result anyref)
      (br_on_cast_fail $no anyref (ref eq) (local.get 0))
      (ref.i31 (i32.const 1)) (ref.eq) (return))
    (ref.test (ref null array)))

  (func $numbers (param anyref) (result i32)
    (i32.add (i31.get_s (ref.cast i31ref (local.get 0))) (ref.is_null (local.get 0))))
  (data "abc"))
;;;; guards
function "0" (ref) -> (i64)
block0(v1: i64, v2: ref):
  v8: i64 = context
  v9: i64 = i64.load v8 + 64 region 0 invariant
  v3: i32 = i32.const 5 ; @2
  v4: i64 = i64.const 0 ; @4
  v5: i64 = i64.const 0 ; @8
  v6: i32 = i32.const 0 ; @10
  v7: ref = call_helper 18 (v1, v6) : (i64, i32) -> (ref) ; @10
  i32.store8 v9 + v7 + 8, v3 region 32768 ; @10
  v11: i32 = ref_to_i32 v2 ; @10
  i32.store v9 + v7 + 24, v11 region 32770 ; @10
  v13: i32 = ref_to_i32 v7 ; @13
  i32.store v9 + v2 + 24, v13 region 32770 !NullStructureReference ; @13
  v15: i32 = i32.load8_s v9 + v2 + 8 region 32768 !NullStructureReference ; @19
  v16: i64 = i64.load v9 + v2 + 16 region 32769 !NullStructureReference ; @26
  return (v16) ; @30

function "1" (ref, i32) -> (i32)
block0(v1: i64, v2: ref, v3: i32):
  v4: i64 = context
  v5: i64 = i64.load v4 + 64 region 0 invariant
  v6: i32 = i32.load v5 + v2 + 8 region 5 invariant !NullArrayReference ; @8
  v7: i64 = i64.extend_i32_u v6 ; @8
  bounds_check v3, v7, 1 !OutOfBoundsArrayAccess ; @8
  v9: i64 = i64.extend_i32_u v3 ; @8
  v10: i64 = i64.add v5, v9 ; @8
  v11: i32 = i32.load8_u v10 + v2 + 16 region 6 ; @8
  v12: i32 = i32.load v5 + v2 + 8 region 5 invariant !NullArrayReference ; @11
  v13: i64 = i64.extend_i32_u v12 ; @11
  bounds_check v3, v13, 1 !OutOfBoundsArrayAccess ; @11
  v15: i64 = i64.extend_i32_u v3 ; @11
  v16: i64 = i64.add v5, v15 ; @11
  i32.store8 v16 + v2 + 16, v11 region 6 ; @11
  v18: i32 = i32.const 3 ; @18
  v19: i32 = i32.const 4 ; @20
  trap_if_not v2 !NullArrayReference ; @22
  v21: i64 = frame_address 16 ; @22
  i32.store8 v21, v18 region 4 ; @22
  call_helper 22 (v1, v2, v3, v21, v19) : (i64, ref, i32, i64, i32) -> () ; @22
  v24: i32 = i32.const 1 ; @27
  v25: i32 = i32.const 2 ; @33
  trap_if_not v2 !NullArrayReference ; @35
  trap_if_not v2 !NullArrayReference ; @35
  call_helper 23 (v2, v24, v2, v3, v25) : (ref, i32, ref, i32, i32) -> () ; @35
  v29: v128 = v128.const 0x00000000000000020000000000000001 ; @39
  v30: i32 = i32.const 3 ; @59
  v31: ref = call_helper 19 (v1, v30, v3) : (i64, i32, i32) -> (ref) ; @59
  v32: i32 = i32.const 0 ; @59
  v33: i64 = frame_address 16 ; @59
  v128.store v33, v29 region 4 ; @59
  call_helper 22 (v1, v31, v32, v33, v3) : (i64, ref, i32, i64, i32) -> () ; @59
  v36: i32 = i32.const 1 ; @63
  v37: i32 = i32.const 0 ; @65
  v38: i32 = i32.const 1 ; @69
  v39: i32 = i32.const 3 ; @69
  v40: ref = call_helper 19 (v1, v38, v39) : (i64, i32, i32) -> (ref) ; @69
  i32.store8 v5 + v40 + 16, v36 region 6 ; @69
  i32.store8 v5 + v40 + 18, v3 region 6 ; @69
  v43: i32 = i32.const 1 ; @76
  v44: i32 = i32.const 2 ; @80
  trap_if_not v2 !NullArrayReference ; @82
  v46: i64 = i64.extend_i32_u v3 ; @82
  v47: i64 = i64.const 32 ; @82
  v48: i64 = i64.shl v46, v47 ; @82
  v49: i64 = i64.extend_i32_u v43 ; @82
  v50: i64 = i64.or v49, v48 ; @82
  v51: i32 = i32.const 0 ; @82
  call_helper 24 (v1, v2, v51, v50, v44) : (i64, ref, i32, i64, i32) -> () ; @82
  v53: i32 = i32.load v5 + v2 + 8 region 5 invariant !NullArrayReference ; @88
  return (v53) ; @90

function "2" (ref) -> (i32)
block0(v1: i64, v2: ref):
  v10: i64 = context
  v11: i64 = i64.load v10 + 64 region 0 invariant
  v3: i32 = ref_to_i32 v2 ; @2
  v4: i32 = i32.eqz v3 ; @2
  branch_if v4, block2, block3 ; @2
block3:
  v6: i32 = ref_to_i32 v2 ; @2
  v7: i32 = i32.const 1 ; @2
  v8: i32 = i32.and v6, v7 ; @2
  branch_if v8, block2, block4 ; @2
block4:
  v12: i32 = i32.load v11 + v2 region 5 invariant ; @2
  v13: i32 = i32.const 2 ; @2
  v14: i32 = i32.eq v12, v13 ; @2
  branch_if v14, block1, block2 ; @2
block2 cold:
  trap !CastFailure ; @2
block1:
  v17: i32 = ref_to_i32 v2 ; @8
  v18: i32 = i32.eqz v17 ; @8
  branch_if v18, block5, block7 ; @8
block7:
  v20: i32 = ref_to_i32 v2 ; @8
  v21: i32 = i32.const 1 ; @8
  v22: i32 = i32.and v20, v21 ; @8
  branch_if v22, block6, block8 ; @8
block8:
  v24: i32 = i32.load v11 + v2 region 5 invariant ; @8
  v25: i32 = i32.const 0 ; @8
  v26: i32 = i32.eq v24, v25 ; @8
  branch_if v26, block5, block9 ; @8
block9:
  v28: i32 = i32.load8_u v11 + v2 + 4 region 5 invariant ; @8
  v29: i32 = i32.const 2 ; @8
  v30: i32 = i32.gt_u v28, v29 ; @8
  branch_if v30, block6, block10 ; @8
block10:
  v32: i64 = i64.load v10 + 72 region 0 invariant ; @8
  v33: i64 = i64.extend_i32_u v24 ; @8
  v34: i64 = i64.const 4 ; @8
  v35: i64 = i64.shl v33, v34 ; @8
  v36: i64 = i64.load v32 + v35 + 8 region 0 invariant ; @8
  v37: i32 = i32.load v36 region 0 invariant ; @8
  v38: i32 = i32.const 0 ; @8
  v39: i32 = i32.eq v37, v38 ; @8
  branch_if v39, block5, block6 ; @8
block6 cold:
  trap !CastFailure ; @8
block5:
  v42: i32 = ref_to_i32 v2 ; @16
  v43: i32 = i32.eqz v42 ; @16
  branch_if v43, block13, block14 ; @16
block14:
  v45: i32 = ref_to_i32 v2 ; @16
  v46: i32 = i32.const 1 ; @16
  v47: i32 = i32.and v45, v46 ; @16
  branch_if v47, block12, block15 ; @16
block15:
  v49: i32 = i32.load8_u v11 + v2 + 4 region 5 invariant ; @16
  v50: i32 = i32.const 2 ; @16
  v51: i32 = i32.le_u v49, v50 ; @16
  branch_if v51, block12, block13 ; @16
block13:
  jump block11 ; @16
block12:
  v54: i32 = i32.const 1 ; @22
  v55: i32 = i32.const 1 ; @24
  v56: i32 = i32.shl v54, v55 ; @24
  v57: i32 = i32.const 1 ; @24
  v58: i32 = i32.or v56, v57 ; @24
  v59: ref = i32_to_ref v58 ; @24
  v60: i32 = ref_to_i32 v59 ; @26
  v61: i32 = ref_to_i32 v2 ; @26
  v62: i32 = i32.eq v61, v60 ; @26
  return (v62) ; @27
block11:
  v64: i32 = ref_to_i32 v2 ; @29
  v65: i32 = i32.eqz v64 ; @29
  branch_if v65, block16, block19 ; @29
block19:
  v67: i32 = ref_to_i32 v2 ; @29
  v68: i32 = i32.const 1 ; @29
  v69: i32 = i32.and v67, v68 ; @29
  branch_if v69, block17, block20 ; @29
block20:
  v71: i32 = i32.load8_u v11 + v2 + 4 region 5 invariant ; @29
  v72: i32 = i32.const 2 ; @29
  v73: i32 = i32.eq v71, v72 ; @29
  branch_if v73, block16, block17 ; @29
block16:
  v75: i32 = i32.const 1 ; @29
  jump block18(v75) ; @29
block17:
  v77: i32 = i32.const 0 ; @29
  jump block18(v77) ; @29
block18(v79: i32):
  return (v79) ; @32

function "3" (ref) -> (i32)
block0(v1: i64, v2: ref):
  v3: i32 = ref_to_i32 v2 ; @2
  v4: i32 = i32.eqz v3 ; @2
  branch_if v4, block1, block3 ; @2
block3:
  v6: i32 = ref_to_i32 v2 ; @2
  v7: i32 = i32.const 1 ; @2
  v8: i32 = i32.and v6, v7 ; @2
  branch_if v8, block1, block2 ; @2
block2 cold:
  trap !CastFailure ; @2
block1:
  trap_if_not v2 !NullI31Reference ; @5
  v12: i32 = ref_to_i32 v2 ; @5
  v13: i32 = i32.const 1 ; @5
  v14: i32 = i32.shr_s v12, v13 ; @5
  v15: i32 = ref_to_i32 v2 ; @9
  v16: i32 = i32.eqz v15 ; @9
  v17: i32 = i32.add v14, v16 ; @10
  return (v17) ; @11

;;;; guards nulls fuel
function "0" (ref) -> (i64)
block0(v1: i64, v2: ref):
  v9: i64 = context
  v10: i64 = i64.load v9 + 64 region 0 invariant
  charge_fuel 12 !AllFuelConsumed ; @0
  v4: i32 = i32.const 5 ; @2
  v5: i64 = i64.const 0 ; @4
  v6: i64 = i64.const 0 ; @8
  v7: i32 = i32.const 0 ; @10
  v8: ref = call_helper 18 (v1, v7) : (i64, i32) -> (ref) ; @10
  i32.store8 v10 + v8 + 8, v4 region 32768 ; @10
  v12: i32 = ref_to_i32 v2 ; @10
  i32.store v10 + v8 + 24, v12 region 32770 ; @10
  trap_if_not v2 !NullStructureReference ; @13
  v15: i32 = ref_to_i32 v8 ; @13
  i32.store v10 + v2 + 24, v15 region 32770 ; @13
  trap_if_not v2 !NullStructureReference ; @19
  v18: i32 = i32.load8_s v10 + v2 + 8 region 32768 ; @19
  trap_if_not v2 !NullStructureReference ; @26
  v20: i64 = i64.load v10 + v2 + 16 region 32769 ; @26
  return (v20) ; @30

function "1" (ref, i32) -> (i32)
block0(v1: i64, v2: ref, v3: i32):
  v6: i64 = context
  v7: i64 = i64.load v6 + 64 region 0 invariant
  charge_fuel 33 !AllFuelConsumed ; @0
  trap_if_not v2 !NullArrayReference ; @8
  v8: i32 = i32.load v7 + v2 + 8 region 5 invariant ; @8
  v9: i64 = i64.extend_i32_u v8 ; @8
  bounds_check v3, v9, 1 !OutOfBoundsArrayAccess ; @8
  v11: i64 = i64.extend_i32_u v3 ; @8
  v12: i64 = i64.add v7, v11 ; @8
  v13: i32 = i32.load8_u v12 + v2 + 16 region 6 ; @8
  trap_if_not v2 !NullArrayReference ; @11
  v15: i32 = i32.load v7 + v2 + 8 region 5 invariant ; @11
  v16: i64 = i64.extend_i32_u v15 ; @11
  bounds_check v3, v16, 1 !OutOfBoundsArrayAccess ; @11
  v18: i64 = i64.extend_i32_u v3 ; @11
  v19: i64 = i64.add v7, v18 ; @11
  i32.store8 v19 + v2 + 16, v13 region 6 ; @11
  v21: i32 = i32.const 3 ; @18
  v22: i32 = i32.const 4 ; @20
  v23: i64 = i64.extend_i32_u v22 ; @22
  v24: i64 = i64.const 6 ; @22
  v25: i64 = i64.shr_u v23, v24 ; @22
  charge_fuel_of v25 !AllFuelConsumed ; @22
  trap_if_not v2 !NullArrayReference ; @22
  v28: i64 = frame_address 16 ; @22
  i32.store8 v28, v21 region 4 ; @22
  call_helper 22 (v1, v2, v3, v28, v22) : (i64, ref, i32, i64, i32) -> () ; @22
  v31: i32 = i32.const 1 ; @27
  v32: i32 = i32.const 2 ; @33
  v33: i64 = i64.extend_i32_u v32 ; @35
  v34: i64 = i64.const 6 ; @35
  v35: i64 = i64.shr_u v33, v34 ; @35
  charge_fuel_of v35 !AllFuelConsumed ; @35
  trap_if_not v2 !NullArrayReference ; @35
  trap_if_not v2 !NullArrayReference ; @35
  call_helper 23 (v2, v31, v2, v3, v32) : (ref, i32, ref, i32, i32) -> () ; @35
  v40: v128 = v128.const 0x00000000000000020000000000000001 ; @39
  v41: i64 = i64.extend_i32_u v3 ; @59
  v42: i64 = i64.const 6 ; @59
  v43: i64 = i64.shr_u v41, v42 ; @59
  charge_fuel_of v43 !AllFuelConsumed ; @59
  v45: i32 = i32.const 3 ; @59
  v46: ref = call_helper 19 (v1, v45, v3) : (i64, i32, i32) -> (ref) ; @59
  v47: i32 = i32.const 0 ; @59
  v48: i64 = frame_address 16 ; @59
  v128.store v48, v40 region 4 ; @59
  call_helper 22 (v1, v46, v47, v48, v3) : (i64, ref, i32, i64, i32) -> () ; @59
  v51: i32 = i32.const 1 ; @63
  v52: i32 = i32.const 0 ; @65
  v53: i32 = i32.const 1 ; @69
  v54: i32 = i32.const 3 ; @69
  v55: ref = call_helper 19 (v1, v53, v54) : (i64, i32, i32) -> (ref) ; @69
  i32.store8 v7 + v55 + 16, v51 region 6 ; @69
  i32.store8 v7 + v55 + 18, v3 region 6 ; @69
  v58: i32 = i32.const 1 ; @76
  v59: i32 = i32.const 2 ; @80
  v60: i64 = i64.extend_i32_u v59 ; @82
  v61: i64 = i64.const 6 ; @82
  v62: i64 = i64.shr_u v60, v61 ; @82
  charge_fuel_of v62 !AllFuelConsumed ; @82
  trap_if_not v2 !NullArrayReference ; @82
  v65: i64 = i64.extend_i32_u v3 ; @82
  v66: i64 = i64.const 32 ; @82
  v67: i64 = i64.shl v65, v66 ; @82
  v68: i64 = i64.extend_i32_u v58 ; @82
  v69: i64 = i64.or v68, v67 ; @82
  v70: i32 = i32.const 0 ; @82
  call_helper 24 (v1, v2, v70, v69, v59) : (i64, ref, i32, i64, i32) -> () ; @82
  trap_if_not v2 !NullArrayReference ; @88
  v73: i32 = i32.load v7 + v2 + 8 region 5 invariant ; @88
  return (v73) ; @90

function "2" (ref) -> (i32)
block0(v1: i64, v2: ref):
  v11: i64 = context
  v12: i64 = i64.load v11 + 64 region 0 invariant
  charge_fuel 8 !AllFuelConsumed ; @0
  v4: i32 = ref_to_i32 v2 ; @2
  v5: i32 = i32.eqz v4 ; @2
  branch_if v5, block2, block3 ; @2
block3:
  v7: i32 = ref_to_i32 v2 ; @2
  v8: i32 = i32.const 1 ; @2
  v9: i32 = i32.and v7, v8 ; @2
  branch_if v9, block2, block4 ; @2
block4:
  v13: i32 = i32.load v12 + v2 region 5 invariant ; @2
  v14: i32 = i32.const 2 ; @2
  v15: i32 = i32.eq v13, v14 ; @2
  branch_if v15, block1, block2 ; @2
block2 cold:
  trap !CastFailure ; @2
block1:
  v18: i32 = ref_to_i32 v2 ; @8
  v19: i32 = i32.eqz v18 ; @8
  branch_if v19, block5, block7 ; @8
block7:
  v21: i32 = ref_to_i32 v2 ; @8
  v22: i32 = i32.const 1 ; @8
  v23: i32 = i32.and v21, v22 ; @8
  branch_if v23, block6, block8 ; @8
block8:
  v25: i32 = i32.load v12 + v2 region 5 invariant ; @8
  v26: i32 = i32.const 0 ; @8
  v27: i32 = i32.eq v25, v26 ; @8
  branch_if v27, block5, block9 ; @8
block9:
  v29: i32 = i32.load8_u v12 + v2 + 4 region 5 invariant ; @8
  v30: i32 = i32.const 2 ; @8
  v31: i32 = i32.gt_u v29, v30 ; @8
  branch_if v31, block6, block10 ; @8
block10:
  v33: i64 = i64.load v11 + 72 region 0 invariant ; @8
  v34: i64 = i64.extend_i32_u v25 ; @8
  v35: i64 = i64.const 4 ; @8
  v36: i64 = i64.shl v34, v35 ; @8
  v37: i64 = i64.load v33 + v36 + 8 region 0 invariant ; @8
  v38: i32 = i32.load v37 region 0 invariant ; @8
  v39: i32 = i32.const 0 ; @8
  v40: i32 = i32.eq v38, v39 ; @8
  branch_if v40, block5, block6 ; @8
block6 cold:
  trap !CastFailure ; @8
block5:
  v43: i32 = ref_to_i32 v2 ; @16
  v44: i32 = i32.eqz v43 ; @16
  branch_if v44, block13, block14 ; @16
block14:
  v46: i32 = ref_to_i32 v2 ; @16
  v47: i32 = i32.const 1 ; @16
  v48: i32 = i32.and v46, v47 ; @16
  branch_if v48, block12, block15 ; @16
block15:
  v50: i32 = i32.load8_u v12 + v2 + 4 region 5 invariant ; @16
  v51: i32 = i32.const 2 ; @16
  v52: i32 = i32.le_u v50, v51 ; @16
  branch_if v52, block12, block13 ; @16
block13:
  jump block11 ; @16
block12:
  charge_fuel 4 !AllFuelConsumed ; @22
  v56: i32 = i32.const 1 ; @22
  v57: i32 = i32.const 1 ; @24
  v58: i32 = i32.shl v56, v57 ; @24
  v59: i32 = i32.const 1 ; @24
  v60: i32 = i32.or v58, v59 ; @24
  v61: ref = i32_to_ref v60 ; @24
  v62: i32 = ref_to_i32 v61 ; @26
  v63: i32 = ref_to_i32 v2 ; @26
  v64: i32 = i32.eq v63, v62 ; @26
  return (v64) ; @27
block11:
  charge_fuel 1 !AllFuelConsumed ; @29
  v67: i32 = ref_to_i32 v2 ; @29
  v68: i32 = i32.eqz v67 ; @29
  branch_if v68, block16, block19 ; @29
block19:
  v70: i32 = ref_to_i32 v2 ; @29
  v71: i32 = i32.const 1 ; @29
  v72: i32 = i32.and v70, v71 ; @29
  branch_if v72, block17, block20 ; @29
block20:
  v74: i32 = i32.load8_u v12 + v2 + 4 region 5 invariant ; @29
  v75: i32 = i32.const 2 ; @29
  v76: i32 = i32.eq v74, v75 ; @29
  branch_if v76, block16, block17 ; @29
block16:
  v78: i32 = i32.const 1 ; @29
  jump block18(v78) ; @29
block17:
  v80: i32 = i32.const 0 ; @29
  jump block18(v80) ; @29
block18(v82: i32):
  return (v82) ; @32

function "3" (ref) -> (i32)
block0(v1: i64, v2: ref):
  charge_fuel 6 !AllFuelConsumed ; @0
  v4: i32 = ref_to_i32 v2 ; @2
  v5: i32 = i32.eqz v4 ; @2
  branch_if v5, block1, block3 ; @2
block3:
  v7: i32 = ref_to_i32 v2 ; @2
  v8: i32 = i32.const 1 ; @2
  v9: i32 = i32.and v7, v8 ; @2
  branch_if v9, block1, block2 ; @2
block2 cold:
  trap !CastFailure ; @2
block1:
  trap_if_not v2 !NullI31Reference ; @5
  v13: i32 = ref_to_i32 v2 ; @5
  v14: i32 = i32.const 1 ; @5
  v15: i32 = i32.shr_s v13, v14 ; @5
  v16: i32 = ref_to_i32 v2 ; @9
  v17: i32 = i32.eqz v16 ; @9
  v18: i32 = i32.add v15, v17 ; @10
  return (v18) ; @11

