namespace PenguinMails.DevVault.Http;

/// <summary>"?help=1" on any path.</summary>
internal static class HelpAnswer
{
    public static Dictionary<string, object?> For(string path) => new(StringComparer.Ordinal)
    {
        ["help"] = $"Request: {path}\n\nThis development server keeps no help texts. See https://developer.hashicorp.com/vault/api-docs.\n",
        ["see_also"] = null,
        ["openapi"] = OpenApi(),
    };

    public static Dictionary<string, object?> OpenApi() => new(StringComparer.Ordinal)
    {
        ["openapi"] = "3.0.2",
        ["info"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["title"] = "HashiCorp Vault API",
            ["description"] = "HTTP API that gives you full access to Vault. All API routes are prefixed with `/v1/`.",
            ["version"] = Core.ProductVersion.Text,
        },
        ["paths"] = new Dictionary<string, object?>(StringComparer.Ordinal),
        ["components"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["schemas"] = new Dictionary<string, object?>(StringComparer.Ordinal) },
    };
}
