using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PenguinMails.Architecture.Tests.Assemblies;

/// <summary>A compiled assembly of the product, read without loading it.</summary>
internal sealed class ProductAssembly : IDisposable
{
    private readonly PEReader _file;

    public ProductAssembly(string project)
    {
        _file = new PEReader(File.OpenRead(PathOf(project, "dll")));
        Metadata = _file.GetMetadataReader();
    }

    public MetadataReader Metadata { get; }

    /// <summary>Projects of the product whose code follows the architecture's rules.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Repository.WithExtension(".csproj").Where(IsProduct).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>A file of a project's output.</summary>
    public static string PathOf(string project, string extension)
    {
        // artifacts/bin/Architecture.Tests/<configuration> -> artifacts/bin/<project>/<configuration>
        var output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(output))!, project, Path.GetFileName(output), $"PenguinMails.{project}.{extension}");
    }

    public MethodBodyBlock? Body(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? null : _file.GetMethodBody(method.RelativeVirtualAddress);

    /// <summary>The namespace of a type; a nested or compiler-generated type has that of the type around it.</summary>
    public string NamespaceOf(TypeDefinitionHandle handle) => Metadata.GetString(Outermost(handle).Namespace);

    public string NameOf(TypeDefinitionHandle handle) => Metadata.GetString(Outermost(handle).Name);

    public void Dispose() => _file.Dispose();

    private TypeDefinition Outermost(TypeDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = Metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return type;
    }

    private static bool IsProduct(string file) => file.Split('/')[0] is "ServiceDefaults" or "contracts" or "gateway" or "libraries" or "services" or "AppHost";
}
