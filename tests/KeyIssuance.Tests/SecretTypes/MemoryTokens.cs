using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>A service that makes tokens itself, in memory.</summary>
internal sealed class MemoryTokens : ITokenService
{
    private readonly ConcurrentDictionary<string, (string Owner, string Token)> _tokens = new(StringComparer.Ordinal);

    public Task<CreatedToken> CreateAsync(string owner, CancellationToken cancellationToken)
    {
        var created = new CreatedToken($"{Guid.CreateVersion7()}", RandomNumberGenerator.GetHexString(32));
        _tokens[created.Id] = (owner, created.PlainTextToken);
        return Task.FromResult(created);
    }

    public Task<IReadOnlyList<string>> ListAsync(string owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _tokens.Where(token => token.Value.Owner == owner).Select(token => token.Key)]);

    public Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        _tokens.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task<bool> TryAsync(string token, CancellationToken cancellationToken) => Task.FromResult(_tokens.Values.Any(known => known.Token == token));

    public Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_tokens.ContainsKey(id));
}
