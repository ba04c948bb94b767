using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace PenguinMails.Architecture.Tests.Assemblies;

/// <summary>
/// Finds the types of the same assembly that a type refers to: in its base types, members, attributes and method bodies. Constants are
/// copied by the compiler and leave no reference.
/// </summary>
internal sealed class TypeReferences(ProductAssembly assembly)
{
    private readonly MetadataReader _metadata = assembly.Metadata;

    public IReadOnlySet<TypeDefinitionHandle> Of(TypeDefinitionHandle handle)
    {
        var found = new HashSet<TypeDefinitionHandle>();
        var collector = new SignatureCollector(found);
        var type = _metadata.GetTypeDefinition(handle);
        Add(type.BaseType, collector);
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            Add(_metadata.GetInterfaceImplementation(implementation).Interface, collector);
        }

        foreach (var field in type.GetFields())
        {
            _metadata.GetFieldDefinition(field).DecodeSignature(collector, null);
            AddAttributes(_metadata.GetFieldDefinition(field).GetCustomAttributes(), collector);
        }

        AddAttributes(type.GetCustomAttributes(), collector);
        foreach (var method in type.GetMethods())
        {
            AddMethod(_metadata.GetMethodDefinition(method), collector);
        }

        return found;
    }

    private void AddMethod(MethodDefinition method, SignatureCollector collector)
    {
        method.DecodeSignature(collector, null);
        AddAttributes(method.GetCustomAttributes(), collector);
        if (assembly.Body(method) is not { } body)
        {
            return;
        }

        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(collector, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Add(region.CatchType, collector);
        }

        foreach (var token in MethodBodyTokens.Of(body))
        {
            Add(MetadataTokens.EntityHandle(token), collector);
        }
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes, SignatureCollector collector)
    {
        foreach (var attribute in attributes)
        {
            Add(_metadata.GetCustomAttribute(attribute).Constructor, collector);
        }
    }

    private void Add(EntityHandle handle, SignatureCollector collector)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                collector.Found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(collector, null);
                break;
            case HandleKind.MethodDefinition:
                collector.Found.Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                collector.Found.Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent, collector);
                break;
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(specification.Method, collector);
                specification.DecodeSignature(collector, null);
                break;
        }
    }

    /// <summary>Collects every type definition that a signature names; the decoded value itself is not used.</summary>
    private sealed class SignatureCollector(HashSet<TypeDefinitionHandle> found) : ISignatureTypeProvider<object?, object?>
    {
        public HashSet<TypeDefinitionHandle> Found => found;

        public object? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            found.Add(handle);
            return null;
        }

        public object? GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public object? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => null;

        public object? GetArrayType(object? elementType, ArrayShape shape) => null;

        public object? GetByReferenceType(object? elementType) => null;

        public object? GetFunctionPointerType(MethodSignature<object?> signature) => null;

        public object? GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

        public object? GetGenericMethodParameter(object? genericContext, int index) => null;

        public object? GetGenericTypeParameter(object? genericContext, int index) => null;

        public object? GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;

        public object? GetPinnedType(object? elementType) => null;

        public object? GetPointerType(object? elementType) => null;

        public object? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

        public object? GetSZArrayType(object? elementType) => null;
    }
}
