/* Types of libclang's ABI, by value as the library passes them. */
#ifndef CLIBCLANG_TYPES_H
#define CLIBCLANG_TYPES_H

#include <time.h>

/* A later library may return an enumerator that is not named here. */
#define CX_OPEN __attribute__((enum_extensibility(open)))

enum CX_OPEN CXCursorKind {
    CXCursor_UnexposedDecl = 1, CXCursor_StructDecl = 2, CXCursor_UnionDecl = 3,
    CXCursor_ClassDecl = 4, CXCursor_EnumDecl = 5, CXCursor_FieldDecl = 6,
    CXCursor_EnumConstantDecl = 7, CXCursor_FunctionDecl = 8, CXCursor_VarDecl = 9,
    CXCursor_ParmDecl = 10, CXCursor_TypedefDecl = 20, CXCursor_CXXMethod = 21,
    CXCursor_Namespace = 22, CXCursor_LinkageSpec = 23, CXCursor_Constructor = 24,
    CXCursor_Destructor = 25, CXCursor_ConversionFunction = 26,
    CXCursor_TemplateTypeParameter = 27, CXCursor_NonTypeTemplateParameter = 28,
    CXCursor_TemplateTemplateParameter = 29, CXCursor_FunctionTemplate = 30,
    CXCursor_ClassTemplate = 31, CXCursor_ClassTemplatePartialSpecialization = 32,
    CXCursor_NamespaceAlias = 33, CXCursor_UsingDirective = 34, CXCursor_UsingDeclaration = 35,
    CXCursor_TypeAliasDecl = 36, CXCursor_CXXAccessSpecifier = 39, CXCursor_TypeRef = 43,
    CXCursor_CXXBaseSpecifier = 44, CXCursor_TemplateRef = 45, CXCursor_NamespaceRef = 46,
    CXCursor_MemberRef = 47, CXCursor_LabelRef = 48, CXCursor_OverloadedDeclRef = 49,
    CXCursor_VariableRef = 50, CXCursor_InvalidFile = 70, CXCursor_NoDeclFound = 71,
    CXCursor_NotImplemented = 72, CXCursor_InvalidCode = 73, CXCursor_UnexposedExpr = 100,
    CXCursor_DeclRefExpr = 101, CXCursor_MemberRefExpr = 102, CXCursor_CallExpr = 103,
    CXCursor_BlockExpr = 105, CXCursor_IntegerLiteral = 106, CXCursor_FloatingLiteral = 107,
    CXCursor_ImaginaryLiteral = 108, CXCursor_StringLiteral = 109,
    CXCursor_CharacterLiteral = 110, CXCursor_ParenExpr = 111, CXCursor_UnaryOperator = 112,
    CXCursor_ArraySubscriptExpr = 113, CXCursor_BinaryOperator = 114,
    CXCursor_CompoundAssignOperator = 115, CXCursor_ConditionalOperator = 116,
    CXCursor_CStyleCastExpr = 117, CXCursor_CompoundLiteralExpr = 118,
    CXCursor_InitListExpr = 119, CXCursor_AddrLabelExpr = 120, CXCursor_StmtExpr = 121,
    CXCursor_GenericSelectionExpr = 122, CXCursor_GNUNullExpr = 123,
    CXCursor_CXXStaticCastExpr = 124, CXCursor_CXXDynamicCastExpr = 125,
    CXCursor_CXXReinterpretCastExpr = 126, CXCursor_CXXConstCastExpr = 127,
    CXCursor_CXXFunctionalCastExpr = 128, CXCursor_CXXTypeidExpr = 129,
    CXCursor_CXXBoolLiteralExpr = 130, CXCursor_CXXNullPtrLiteralExpr = 131,
    CXCursor_CXXThisExpr = 132, CXCursor_CXXThrowExpr = 133, CXCursor_CXXNewExpr = 134,
    CXCursor_CXXDeleteExpr = 135, CXCursor_UnaryExpr = 136, CXCursor_PackExpansionExpr = 142,
    CXCursor_SizeOfPackExpr = 143, CXCursor_LambdaExpr = 144, CXCursor_ArraySectionExpr = 147,
    CXCursor_FixedPointLiteral = 149, CXCursor_CXXAddrspaceCastExpr = 152,
    CXCursor_ConceptSpecializationExpr = 153, CXCursor_RequiresExpr = 154,
    CXCursor_CXXParenListInitExpr = 155, CXCursor_PackIndexingExpr = 156,
    CXCursor_UnexposedStmt = 200, CXCursor_LabelStmt = 201, CXCursor_CompoundStmt = 202,
    CXCursor_CaseStmt = 203, CXCursor_DefaultStmt = 204, CXCursor_IfStmt = 205,
    CXCursor_SwitchStmt = 206, CXCursor_WhileStmt = 207, CXCursor_DoStmt = 208,
    CXCursor_ForStmt = 209, CXCursor_GotoStmt = 210, CXCursor_IndirectGotoStmt = 211,
    CXCursor_ContinueStmt = 212, CXCursor_BreakStmt = 213, CXCursor_ReturnStmt = 214,
    CXCursor_GCCAsmStmt = 215, CXCursor_CXXCatchStmt = 223, CXCursor_CXXTryStmt = 224,
    CXCursor_CXXForRangeStmt = 225, CXCursor_NullStmt = 230, CXCursor_DeclStmt = 231,
    CXCursor_BuiltinBitCastExpr = 280, CXCursor_UnexposedAttr = 400, CXCursor_CXXFinalAttr = 404,
    CXCursor_CXXOverrideAttr = 405, CXCursor_AnnotateAttr = 406, CXCursor_AsmLabelAttr = 407,
    CXCursor_PackedAttr = 408, CXCursor_PureAttr = 409, CXCursor_ConstAttr = 410,
    CXCursor_NoDuplicateAttr = 411, CXCursor_VisibilityAttr = 417, CXCursor_FlagEnum = 437,
    CXCursor_ConvergentAttr = 438, CXCursor_WarnUnusedResultAttr = 440,
    CXCursor_AlignedAttr = 441, CXCursor_PreprocessingDirective = 500,
    CXCursor_MacroDefinition = 501, CXCursor_MacroExpansion = 502,
    CXCursor_InclusionDirective = 503,
    CXCursor_TypeAliasTemplateDecl = 601, CXCursor_StaticAssert = 602, CXCursor_FriendDecl = 603,
    CXCursor_ConceptDecl = 604,
};

enum CX_OPEN CXTypeKind {
    CXType_Invalid = 0, CXType_Unexposed = 1, CXType_Void = 2, CXType_Bool = 3, CXType_Char_U = 4,
    CXType_UChar = 5, CXType_Char16 = 6, CXType_Char32 = 7, CXType_UShort = 8, CXType_UInt = 9,
    CXType_ULong = 10, CXType_ULongLong = 11, CXType_UInt128 = 12, CXType_Char_S = 13,
    CXType_SChar = 14, CXType_WChar = 15, CXType_Short = 16, CXType_Int = 17, CXType_Long = 18,
    CXType_LongLong = 19, CXType_Int128 = 20, CXType_Float = 21, CXType_Double = 22,
    CXType_LongDouble = 23, CXType_NullPtr = 24, CXType_Overload = 25, CXType_Dependent = 26,
    CXType_Float128 = 30, CXType_Half = 31, CXType_Float16 = 32, CXType_BFloat16 = 39,
    CXType_Complex = 100, CXType_Pointer = 101, CXType_BlockPointer = 102,
    CXType_LValueReference = 103, CXType_RValueReference = 104, CXType_Record = 105,
    CXType_Enum = 106, CXType_Typedef = 107, CXType_FunctionNoProto = 110,
    CXType_FunctionProto = 111, CXType_ConstantArray = 112, CXType_Vector = 113,
    CXType_IncompleteArray = 114, CXType_VariableArray = 115, CXType_DependentSizedArray = 116,
    CXType_MemberPointer = 117, CXType_Auto = 118, CXType_Elaborated = 119,
    CXType_Attributed = 163, CXType_ExtVector = 176, CXType_Atomic = 177,
};

enum CX_OPEN CXLinkageKind {
    CXLinkage_Invalid = 0, CXLinkage_NoLinkage = 1, CXLinkage_Internal = 2,
    CXLinkage_UniqueExternal = 3, CXLinkage_External = 4,
};

enum CX_OPEN CXTLSKind {
    CXTLS_None = 0, CXTLS_Dynamic = 1, CXTLS_Static = 2,
};

enum CX_OPEN CX_StorageClass {
    CX_SC_Invalid = 0, CX_SC_None = 1, CX_SC_Extern = 2, CX_SC_Static = 3,
    CX_SC_PrivateExtern = 4, CX_SC_OpenCLWorkGroupLocal = 5, CX_SC_Auto = 6, CX_SC_Register = 7,
};

enum CX_OPEN CXBinaryOperatorKind {
    CXBinaryOperator_Invalid = 0, CXBinaryOperator_PtrMemD = 1, CXBinaryOperator_PtrMemI = 2,
    CXBinaryOperator_Mul = 3, CXBinaryOperator_Div = 4, CXBinaryOperator_Rem = 5,
    CXBinaryOperator_Add = 6, CXBinaryOperator_Sub = 7, CXBinaryOperator_Shl = 8,
    CXBinaryOperator_Shr = 9, CXBinaryOperator_Cmp = 10, CXBinaryOperator_LT = 11,
    CXBinaryOperator_GT = 12, CXBinaryOperator_LE = 13, CXBinaryOperator_GE = 14,
    CXBinaryOperator_EQ = 15, CXBinaryOperator_NE = 16, CXBinaryOperator_And = 17,
    CXBinaryOperator_Xor = 18, CXBinaryOperator_Or = 19, CXBinaryOperator_LAnd = 20,
    CXBinaryOperator_LOr = 21, CXBinaryOperator_Assign = 22, CXBinaryOperator_MulAssign = 23,
    CXBinaryOperator_DivAssign = 24, CXBinaryOperator_RemAssign = 25,
    CXBinaryOperator_AddAssign = 26, CXBinaryOperator_SubAssign = 27,
    CXBinaryOperator_ShlAssign = 28, CXBinaryOperator_ShrAssign = 29,
    CXBinaryOperator_AndAssign = 30, CXBinaryOperator_XorAssign = 31,
    CXBinaryOperator_OrAssign = 32, CXBinaryOperator_Comma = 33,
};

enum CX_OPEN CXUnaryOperatorKind {
    CXUnaryOperator_Invalid = 0, CXUnaryOperator_PostInc = 1, CXUnaryOperator_PostDec = 2,
    CXUnaryOperator_PreInc = 3, CXUnaryOperator_PreDec = 4, CXUnaryOperator_AddrOf = 5,
    CXUnaryOperator_Deref = 6, CXUnaryOperator_Plus = 7, CXUnaryOperator_Minus = 8,
    CXUnaryOperator_Not = 9, CXUnaryOperator_LNot = 10, CXUnaryOperator_Real = 11,
    CXUnaryOperator_Imag = 12, CXUnaryOperator_Extension = 13, CXUnaryOperator_Coawait = 14,
};

enum CX_OPEN CXTemplateArgumentKind {
    CXTemplateArgumentKind_Null = 0, CXTemplateArgumentKind_Type = 1,
    CXTemplateArgumentKind_Declaration = 2, CXTemplateArgumentKind_NullPtr = 3,
    CXTemplateArgumentKind_Integral = 4, CXTemplateArgumentKind_Template = 5,
    CXTemplateArgumentKind_TemplateExpansion = 6, CXTemplateArgumentKind_Expression = 7,
    CXTemplateArgumentKind_Pack = 8, CXTemplateArgumentKind_Invalid = 9,
};

enum CX_OPEN CXTokenKind {
    CXToken_Punctuation = 0, CXToken_Keyword = 1, CXToken_Identifier = 2, CXToken_Literal = 3,
    CXToken_Comment = 4,
};

enum CX_OPEN CXRefQualifierKind {
    CXRefQualifier_None = 0, CXRefQualifier_LValue = 1, CXRefQualifier_RValue = 2,
};

enum CX_OPEN CXTranslationUnit_Flags {
    CXTranslationUnit_None = 0, CXTranslationUnit_DetailedPreprocessingRecord = 1,
    CXTranslationUnit_SkipFunctionBodies = 64, CXTranslationUnit_KeepGoing = 512,
};

enum CX_OPEN CXDiagnosticSeverity {
    CXDiagnostic_Ignored = 0, CXDiagnostic_Note = 1, CXDiagnostic_Warning = 2,
    CXDiagnostic_Error = 3, CXDiagnostic_Fatal = 4,
};

enum CX_OPEN CXErrorCode {
    CXError_Success = 0, CXError_Failure = 1, CXError_Crashed = 2, CXError_InvalidArguments = 3,
    CXError_ASTReadError = 4,
};

typedef enum CX_OPEN {
    CXEval_UnExposed = 0, CXEval_Int = 1, CXEval_Float = 2, CXEval_ObjCStrLiteral = 3,
    CXEval_StrLiteral = 4, CXEval_CFStr = 5, CXEval_Other = 6,
} CXEvalResultKind;

enum CX_OPEN CXChildVisitResult {
    CXChildVisit_Break = 0, CXChildVisit_Continue = 1, CXChildVisit_Recurse = 2,
};

enum CX_OPEN CXVisitorResult { CXVisit_Break = 0, CXVisit_Continue = 1 };

typedef void *CXIndex;
typedef void *CXFile;
typedef void *CXDiagnostic;
typedef void *CXClientData;
typedef void *CXEvalResult;
typedef struct CXTranslationUnitImpl *CXTranslationUnit;

typedef struct {
    const void *data;
    unsigned private_flags;
} CXString;

typedef struct {
    unsigned long long data[3];
} CXFileUniqueID;

/* The contents of a file that stand in for what is on disk. */
struct CXUnsavedFile {
    const char *Filename;
    const char *Contents;
    unsigned long Length;
};

typedef struct {
    const void *ptr_data[2];
    unsigned int_data;
} CXSourceLocation;

typedef struct {
    const void *ptr_data[2];
    unsigned begin_int_data;
    unsigned end_int_data;
} CXSourceRange;

/* A node of the tree. `data[0]` is the declaration, for a declaration, and is the same for every
 * cursor of it; for an expression or statement it is the declaration around it and `data[1]` is
 * the node. */
typedef struct {
    enum CXCursorKind kind;
    int xdata;
    const void *data[3];
} CXCursor;

/* `data[0]` is the type with its qualifiers in the low bits; equal pointers are equal types. */
typedef struct {
    enum CXTypeKind kind;
    void *data[2];
} CXType;

typedef struct {
    unsigned int_data[4];
    void *ptr_data;
} CXToken;

typedef enum CXChildVisitResult (*CXCursorVisitor)(
    CXCursor cursor, CXCursor parent, CXClientData data);
typedef enum CXVisitorResult (*CXFieldVisitor)(CXCursor cursor, CXClientData data);
typedef void (*CXInclusionVisitor)(
    CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data);

#endif
