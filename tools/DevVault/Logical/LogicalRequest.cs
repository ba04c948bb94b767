using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Logical;

/// <summary>One request, freed from HTTP. <see cref="Path"/> has no leading slash and no "v1/".</summary>
internal sealed class LogicalRequest
{
    public string Id { get; } = Guid.CreateVersion7().ToString();

    public required Operation Operation { get; set; }

    public required string Path { get; init; }

    /// <summary>Body or query parameters; null when there were none.</summary>
    public Dictionary<string, object?>? Data { get; init; }

    /// <summary>The path inside the mount, set by the router.</summary>
    public string MountPath { get; set; } = string.Empty;

    public string MountType { get; set; } = string.Empty;

    /// <summary>The path needs no token.</summary>
    public bool IsOpen { get; set; }

    public string ClientToken { get; init; } = string.Empty;

    /// <summary>The token behind <see cref="ClientToken"/>, or null when there is none or it is not valid.</summary>
    public TokenEntry? Token { get; set; }

    /// <summary>Zero when the answer is not to be wrapped.</summary>
    public TimeSpan WrapTtl { get; init; }

    public required string RemoteAddress { get; init; }

    public override string ToString() => $"{Operation} {Path}";
}
