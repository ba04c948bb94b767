using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.Gateway.OpenApi;

namespace PenguinMails.OpenApi.Tests;

/// <summary>The document of the whole API, as the gateway merges it.</summary>
internal static class PublishedApi
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<Task<JsonObject>> Generated = new(GenerateAsync);

    private static readonly Dictionary<string, string> Services = new(StringComparer.Ordinal)
    {
        ["admin-query"] = "PenguinMails.AdminQuery",
        ["audit"] = "PenguinMails.Audit",
        ["identity"] = "PenguinMails.Identity",
        ["key-issuance"] = "PenguinMails.KeyIssuance",
        ["rotation"] = "PenguinMails.Rotation",
        ["vault-operations"] = "PenguinMails.VaultOperations",
    };

    public static Task<JsonObject> Document => Generated.Value;

    /// <summary>The document as it is committed.</summary>
    public static async Task<string> TextAsync() => (await Document).ToJsonString(Written) + "\n";

    private static async Task<JsonObject> GenerateAsync()
    {
        var documents = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (service, assembly) in Services)
        {
            documents[service] = await ServiceDocument.GenerateAsync(assembly);
        }

        return DocumentMerger.Merge(documents);
    }
}
