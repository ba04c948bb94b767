using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Tokens;

/// <summary>The stored tokens, findable by hash, by accessor and by parent.</summary>
internal sealed class TokenStore(BarrierView view, ExpiryQueue expiry, TimeProvider time)
{
    private readonly PathLocks _using = new();
    private readonly BatchTokens _batch = new(view);

    /// <summary>Called with the hash of each token that is no more, to remove what belonged to it.</summary>
    public Func<string, CancellationToken, ValueTask>? Revoked { get; set; }

    /// <summary>The entry of a token that can be used now, or null.</summary>
    public async ValueTask<TokenEntry?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!BatchTokens.IsBatch(token))
        {
            return await FindByHashAsync(TokenText.Hash(token), cancellationToken);
        }

        var entry = await _batch.OpenAsync(token, cancellationToken);
        return entry is null || entry.IsExpired(time.GetUtcNow())
            || (!entry.IsOrphan && await FindByHashAsync(entry.ParentHash, cancellationToken) is null)
            ? null
            : entry;
    }

    public async ValueTask<TokenEntry?> FindByHashAsync(string hash, CancellationToken cancellationToken) =>
        await view.ReadAsync<TokenEntry>(IdPath(hash), cancellationToken) is { } entry
        && entry.NumUses != TokenEntry.RevocationPending
        && !entry.IsExpired(time.GetUtcNow())
            ? entry
            : null;

    public async ValueTask<TokenEntry?> FindByAccessorAsync(string accessor, CancellationToken cancellationToken) =>
        await view.ReadAsync<AccessorEntry>(AccessorPath(accessor), cancellationToken) is { } known
            ? await FindByHashAsync(known.TokenHash, cancellationToken)
            : null;

    public async ValueTask<IReadOnlyList<string>> AccessorsAsync(CancellationToken cancellationToken)
    {
        var accessors = new List<string>();
        foreach (var name in await view.ListAsync("accessor/", cancellationToken))
        {
            if (await view.ReadAsync<AccessorEntry>("accessor/" + name, cancellationToken) is { } known)
            {
                accessors.Add(known.Accessor);
            }
        }

        return accessors;
    }

    /// <summary>Stores a new token and returns its text. <paramref name="entry"/> needs no hash and no accessor.</summary>
    public async ValueTask<(string PlainTextToken, TokenEntry Entry)> CreateAsync(
        TokenEntry entry, string? customId, CancellationToken cancellationToken)
    {
        if (entry.Kind == TokenKind.Batch)
        {
            return (await _batch.SealAsync(entry, cancellationToken), entry);
        }

        var token = customId ?? TokenText.NewToken();
        entry = entry with { Hash = TokenText.Hash(token), Accessor = TokenText.NewAccessor() };
        var changes = new List<BarrierChange>
        {
            view.Put(IdPath(entry.Hash), entry),
            view.Put(AccessorPath(entry.Accessor), new AccessorEntry(entry.Accessor, entry.Hash)),
        };
        if (!entry.IsOrphan)
        {
            changes.Add(view.PutBytes(ChildPath(entry.ParentHash, entry.Hash), []));
        }

        await view.ApplyAsync(changes, cancellationToken);
        expiry.Add(entry);
        return (token, entry);
    }

    /// <summary>
    /// Takes one use. Returns the entry as it was used, or null when another request took the last one. After a last use the
    /// caller finishes the request and then revokes the token.
    /// </summary>
    public async ValueTask<TokenUse?> UseAsync(TokenEntry entry, CancellationToken cancellationToken)
    {
        if (entry.NumUses == 0)
        {
            return new(entry, IsLast: false);
        }

        using var held = await _using.TakeAsync(entry.Hash, cancellationToken);
        if (await FindByHashAsync(entry.Hash, cancellationToken) is not { } current)
        {
            return null;
        }

        var last = current.NumUses == 1;
        var used = current with { NumUses = last ? TokenEntry.RevocationPending : current.NumUses - 1 };
        await view.WriteAsync(IdPath(entry.Hash), used, cancellationToken);
        return new(used, last);
    }

    /// <summary>Sets when the token ends from now on; null when it is gone in the meantime.</summary>
    public async ValueTask<TokenEntry?> RenewAsync(TokenEntry entry, TimeSpan ttl, CancellationToken cancellationToken)
    {
        using var held = await _using.TakeAsync(entry.Hash, cancellationToken);
        if (await FindByHashAsync(entry.Hash, cancellationToken) is not { } current)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var renewed = current with { Expires = now + ttl, LastRenewed = now };
        await view.WriteAsync(IdPath(entry.Hash), renewed, cancellationToken);
        expiry.Add(renewed);
        return renewed;
    }

    /// <summary>Revokes a token and everything that it made, children first, so that a crash leaves no orphans.</summary>
    public async ValueTask RevokeAsync(string hash, CancellationToken cancellationToken)
    {
        foreach (var child in await view.ListAsync($"parent/{hash}/", cancellationToken))
        {
            await RevokeAsync(child, cancellationToken);
        }

        await RemoveAsync(hash, cancellationToken);
    }

    /// <summary>Revokes a token alone; its children become orphans.</summary>
    public async ValueTask RevokeOrphaningAsync(string hash, CancellationToken cancellationToken)
    {
        foreach (var child in await view.ListAsync($"parent/{hash}/", cancellationToken))
        {
            if (await view.ReadAsync<TokenEntry>(IdPath(child), cancellationToken) is { } entry)
            {
                await view.ApplyAsync(
                    [view.Put(IdPath(child), entry with { ParentHash = string.Empty }), view.Remove(ChildPath(hash, child))], cancellationToken);
            }
        }

        await RemoveAsync(hash, cancellationToken);
    }

    /// <summary>Revokes all tokens that came from paths under a prefix: the logins of an auth mount that goes away.</summary>
    public async ValueTask RevokeUnderAsync(string pathPrefix, CancellationToken cancellationToken)
    {
        foreach (var hash in await view.ListAsync("id/", cancellationToken))
        {
            if (await view.ReadAsync<TokenEntry>(IdPath(hash), cancellationToken) is { } entry
                && entry.Path.StartsWith(pathPrefix, StringComparison.Ordinal))
            {
                await RevokeAsync(hash, cancellationToken);
            }
        }
    }

    /// <summary>Fills the queue of expiries from storage, once after unsealing.</summary>
    public async Task LoadExpiriesAsync(CancellationToken cancellationToken)
    {
        foreach (var hash in await view.ListAsync("id/", cancellationToken))
        {
            if (await view.ReadAsync<TokenEntry>(IdPath(hash), cancellationToken) is { } entry)
            {
                // A last use that a crash interrupted: the token is spent.
                expiry.Add(entry.NumUses == TokenEntry.RevocationPending ? entry with { Expires = time.GetUtcNow() } : entry);
            }
        }
    }

    /// <summary>Revokes what the queue says is due, unless it was renewed since.</summary>
    public async Task RevokeExpiredAsync(string hash, CancellationToken cancellationToken)
    {
        if (await view.ReadAsync<TokenEntry>(IdPath(hash), cancellationToken) is { } entry
            && (entry.IsExpired(time.GetUtcNow()) || entry.NumUses == TokenEntry.RevocationPending))
        {
            await RevokeAsync(hash, cancellationToken);
        }
    }

    private async ValueTask RemoveAsync(string hash, CancellationToken cancellationToken)
    {
        if (await view.ReadAsync<TokenEntry>(IdPath(hash), cancellationToken) is not { } entry)
        {
            return;
        }

        using (await _using.TakeAsync(hash, cancellationToken))
        {
            var changes = new List<BarrierChange> { view.Remove(IdPath(hash)), view.Remove(AccessorPath(entry.Accessor)) };
            if (!entry.IsOrphan)
            {
                changes.Add(view.Remove(ChildPath(entry.ParentHash, hash)));
            }

            await view.ApplyAsync(changes, cancellationToken);
        }

        if (Revoked is { } revoked)
        {
            await revoked(hash, cancellationToken);
        }
    }

    private static string IdPath(string hash) => "id/" + hash;

    private static string AccessorPath(string accessor) => "accessor/" + TokenText.Hash(accessor);

    private static string ChildPath(string parent, string child) => $"parent/{parent}/{child}";

    private sealed record AccessorEntry(string Accessor, string TokenHash);
}

/// <summary>A token as one request used it.</summary>
internal sealed record TokenUse(TokenEntry Entry, bool IsLast);
