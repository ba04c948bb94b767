using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>A service that makes tokens itself, in this process.</summary>
internal sealed class MemoryTokens : ITokenService
{
    private readonly ConcurrentDictionary<string, (string Owner, string Token)> _tokens = new(StringComparer.Ordinal);

    /// <summary>Every token that it ever made.</summary>
    public ConcurrentBag<string> Made { get; } = [];

    public Task<CreatedToken> CreateAsync(string owner, CancellationToken cancellationToken)
    {
        var (id, token) = ($"{Guid.CreateVersion7():N}", $"tok\"en-{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}"); // with what JSON escapes
        _tokens[id] = (owner, token);
        Made.Add(token);
        return Task.FromResult(new CreatedToken(id, token));
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
