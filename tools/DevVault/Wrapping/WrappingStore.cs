using PenguinMails.DevVault.Http;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Wrapping;

/// <summary>
/// Puts an answer aside under a token that can be used once.
/// (https://developer.hashicorp.com/vault/docs/concepts/response-wrapping)
/// </summary>
internal sealed class WrappingStore(TokenStore tokens, CubbyholeStore cubbyholes, TimeProvider time)
{
    private const string ResponsePath = "response";
    private const string InfoPath = "wrapinfo";

    public static bool IsWrapping(TokenEntry token) => token.Policies is [BuiltInPolicies.WrappingName];

    /// <summary>Wraps a finished answer for as long as the request asked.</summary>
    public ValueTask<WrapInfo> WrapAsync(LogicalRequest request, LogicalResponse response, CancellationToken cancellationToken)
    {
        var envelope = response.Raw?.Utf8.ToArray() ?? JsonOutput.Bytes(Envelope.Of(request, response));
        return StoreAsync(
            new(response.StatusCode, new(envelope)), request.WrapTtl, request.Path, AccessorOf(request, response), cancellationToken);
    }

    /// <summary>Names what was wrapped to who must be able to end it unseen: a token, or a secret id of an AppRole.</summary>
    private static string AccessorOf(LogicalRequest request, LogicalResponse response) =>
        response.Auth?.Token.Accessor
        ?? (request.MountType == "approle" ? response.Data?.GetValueOrDefault("secret_id_accessor") as string : null)
        ?? string.Empty;

    public async ValueTask<WrappedAnswer?> ReadAsync(string tokenHash, CancellationToken cancellationToken) =>
        await cubbyholes.ReadAsync(tokenHash, ResponsePath, cancellationToken) is { } stored ? WrappedAnswer.Parse(stored) : null;

    /// <summary>How a wrapping token came to be: path, time and time to live.</summary>
    public async ValueTask<Dictionary<string, object?>?> InfoAsync(string tokenHash, CancellationToken cancellationToken) =>
        await cubbyholes.ReadAsync(tokenHash, InfoPath, cancellationToken) is { } stored
            ? (Dictionary<string, object?>)JsonReader.Read(stored)!
            : null;

    /// <summary>Moves the answer to a new token and ends the old one.</summary>
    public async ValueTask<WrapInfo?> RewrapAsync(string tokenHash, CancellationToken cancellationToken)
    {
        if (await InfoAsync(tokenHash, cancellationToken) is not { } info || await ReadAsync(tokenHash, cancellationToken) is not { } answer)
        {
            return null;
        }

        var ttl = TimeSpan.FromSeconds(long.Parse(((JsonNumber)info["creation_ttl"]!).Text, null));
        var rewrapped = await StoreAsync(answer, ttl, (string)info["creation_path"]!, string.Empty, cancellationToken);
        await tokens.RevokeAsync(tokenHash, cancellationToken);
        return rewrapped;
    }

    private async ValueTask<WrapInfo> StoreAsync(
        WrappedAnswer answer, TimeSpan ttl, string path, string wrappedAccessor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (token, entry) = await tokens.CreateAsync(
            new()
            {
                Hash = string.Empty,
                Path = path,
                Policies = [BuiltInPolicies.WrappingName],
                Created = now,
                CreationTtl = ttl,
                ExplicitMaxTtl = ttl,
                Expires = now + ttl,
                NumUses = 1,
            },
            customId: null,
            cancellationToken);
        await cubbyholes.WriteAsync(entry.Hash, ResponsePath, answer.Serialize(), cancellationToken);
        var info = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["creation_path"] = path,
            ["creation_time"] = Rfc3339.Nano(now),
            ["creation_ttl"] = (long)ttl.TotalSeconds,
        };
        await cubbyholes.WriteAsync(entry.Hash, InfoPath, JsonOutput.Bytes(info), cancellationToken);
        return new(token, entry.Accessor, ttl, now, path, wrappedAccessor);
    }
}
