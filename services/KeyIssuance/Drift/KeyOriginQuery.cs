namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Finds out what the platform knows of the keys that a check has found.</summary>
internal static class KeyOriginQuery
{
    public static async Task<AccountComparison> ReadAsync(
        DatabaseTransaction read, WatchedAccount account, AccountCheckOutcome.Checked? seen, DateTimeOffset now)
    {
        var fingerprints = seen is null ? [] : KeySources.MarksOf(seen).Concat(LimitsOfAccount.MarksOf(seen)).Distinct(StringComparer.Ordinal).ToArray();
        var versions = await SecretVersions.AllAsync(read, account.SecretId);
        var banned = await read.QueryAsync<string>("select fingerprint from banned_fingerprint where fingerprint = any(@fingerprints)", new { fingerprints });
        var accepted = await AcceptedKeys.AmongAsync(read, account.ServerId, account.Account, fingerprints);
        // Several tenants may share a server, and then its admin account: it is one server where address and host key
        // are the same. While a tenant is being enrolled there, its keys are there before its server is checked.
        var issued = await read.QueryAsync<IssuedKey>(
            """
            select v.fingerprint, v.state not in ('retired', 'abandoned', 'revoked') as "IsLive",
                   (t.state = 'active' or (t.state = 'enrolling' and v.state not in ('retired', 'abandoned', 'revoked')))
                   and t.address = @Address and t.host_key = @HostKey
                   and case s.name when 'admin' then t.admin_account else t.tenant_account end = @Account as "IsNeighbours"
            from secret_version v join secret s on s.secret_id = v.secret_id join server t on t.server_id = s.server_id
            where v.fingerprint = any(@fingerprints) and v.secret_id <> @SecretId
            """,
            new { account.Address, account.HostKey, account.Account, account.SecretId, fingerprints });

        var foreign = new Dictionary<string, KeyOrigin>(StringComparer.Ordinal);
        foreach (var key in issued)
        {
            foreign[key.Fingerprint] = key switch
            {
                { IsNeighbours: true } => KeyOrigin.Neighbours,
                { IsLive: true } => KeyOrigin.LiveElsewhere,
                _ => KeyOrigin.EndedElsewhere,
            };
        }

        foreach (var fingerprint in accepted)
        {
            foreign[fingerprint] = KeyOrigin.Accepted;
        }

        foreach (var fingerprint in banned.Where(fingerprint => foreign.GetValueOrDefault(fingerprint) != KeyOrigin.Neighbours))
        {
            foreign[fingerprint] = KeyOrigin.Banned;
        }

        // A control key is the running proof's of a secret that shares the account, or was left behind.
        foreach (var line in seen?.Lines.Where(line => line.ControlScope is not null) ?? [])
        {
            foreign[line.PublicKey!.Fingerprint] = line.ControlScope == account.SecretId ? KeyOrigin.LeftControl : KeyOrigin.Neighbours;
        }

        return new AccountComparison(versions, banned.ToHashSet(StringComparer.Ordinal), foreign, now);
    }

    private sealed record IssuedKey(string Fingerprint, bool IsLive, bool IsNeighbours);
}
