using System.Reflection.Metadata;
using NUnit.Framework;
using PenguinMails.Architecture.Tests.Assemblies;

namespace PenguinMails.Architecture.Tests;

/// <summary>Every background loop runs on the worker base, which no unexpected exception can end.</summary>
[Category("Pure")]
public class WorkerBaseTests
{
    // They do one thing at the start or the stop, and loop over nothing. EarlyService is the AppHost's own base: what runs on it has
    // to run before the orchestrator starts.
    private static readonly string[] Others = ["SessionStart", "TelemetryStart", "MemoryFolders", "EarlyService"];

    [TestCaseSource(typeof(ProductAssembly), nameof(ProductAssembly.Projects))]
    public void HostedServices_OfAProject_DeriveFromTheWorkerBase(string project)
    {
        using var assembly = new ProductAssembly(project);
        var metadata = assembly.Metadata;
        var others = from handle in metadata.TypeDefinitions
                     let type = metadata.GetTypeDefinition(handle)
                     let name = metadata.GetString(type.Name)
                     where NameOf(metadata, type.BaseType) == "BackgroundService" ? name != "BackgroundWorker" : IsHostedService(metadata, type)
                     where !Others.Contains(name, StringComparer.Ordinal)
                     select name;
        Assert.That(others, Is.Empty);
    }

    private static bool IsHostedService(MetadataReader metadata, TypeDefinition type) => type.GetInterfaceImplementations()
        .Any(handle => NameOf(metadata, metadata.GetInterfaceImplementation(handle).Interface) is "IHostedService" or "IHostedLifecycleService");

    private static string? NameOf(MetadataReader metadata, EntityHandle type) => type is { IsNil: false, Kind: HandleKind.TypeReference }
        ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name)
        : null;
}
