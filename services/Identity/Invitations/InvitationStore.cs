using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Notifications;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.Invitations;

/// <summary>Invitations as this database holds them: by the hash of their token, one for each person at most.</summary>
internal sealed class InvitationStore(ITransit transit, Database database, IOptions<IdentityOptions> options, TimeProvider time)
{
    private const int SecretSize = 20; // as RFC 4226, 4 recommends

    /// <summary>Makes an invitation; one from before works no more.</summary>
    /// <param name="transaction">Holds the person's row.</param>
    /// <param name="userId">Who is invited.</param>
    /// <param name="link">The link, which is mailed when it says so; null: a new one that is not.</param>
    public async Task<PlainTextInvitation> CreateAsync(DatabaseTransaction transaction, Guid userId, PlainTextLink? link = null)
    {
        link ??= PlainTextLink.Create(options.Value);
        var expiresAt = time.GetUtcNow() + options.Value.InvitationLifetime;
        await transaction.ExecuteAsync(
            """
            insert into invitation (user_id, token_hash, expires_at) values (@userId, @hash, @expiresAt)
            on conflict (user_id) do update set token_hash = excluded.token_hash, totp_secret = null, expires_at = excluded.expires_at
            """,
            new { userId, hash = OpaqueToken.Hash(link.Token), expiresAt });
        await transaction.ReplaceInvitationMailAsync(userId, link.CipherText);
        return new PlainTextInvitation(userId, link.Url, expiresAt);
    }

    /// <summary>Withdraws the invitations that somebody made and nobody has accepted; those invited stay, and can be invited anew.</summary>
    /// <returns>Who was invited.</returns>
    public static async Task<IReadOnlyList<WithdrawnInvitation>> WithdrawAsync(DatabaseTransaction transaction, Guid inviter)
    {
        var withdrawn = await transaction.QueryAsync<WithdrawnInvitation>(
            """
            delete from invitation using platform_user invited where invited.user_id = invitation.user_id and invited.vouched_by = @inviter
            returning invited.user_id as UserId, invited.tenant_id as TenantId, invited.role as Role
            """,
            new { inviter });
        foreach (var invitation in withdrawn)
        {
            await transaction.ReplaceInvitationMailAsync(invitation.UserId, cipherText: null);
        }

        return withdrawn;
    }

    /// <summary>The open invitation of a token; null when it is spent, expired, or never was.</summary>
    public Task<OpenInvitation?> FindAsync(DatabaseTransaction read, string token) => read.QuerySingleOrDefaultAsync<OpenInvitation>(
        """
        select user_id as UserId, email as Email, role as Role, tenant_id as TenantId, invitation.totp_secret as TotpSecret
        from invitation join platform_user using (user_id)
        where token_hash = @hash and expires_at > @now and status = 'invited'
        """,
        new { hash = OpaqueToken.Hash(token), now = time.GetUtcNow() });

    /// <summary>The same with a TOTP secret, made when it is first asked for: however often the link is opened, it shows one.</summary>
    public async Task<OpenInvitation?> OpenAsync(string token, CancellationToken cancellationToken)
    {
        var invitation = await database.ReadAsync(read => FindAsync(read, token), cancellationToken);
        if (invitation is not { TotpSecret: null })
        {
            return invitation;
        }

        var secret = RandomNumberGenerator.GetBytes(SecretSize);
        var cipherText = await transit.EncryptAsync(TransitKey.Identity, secret, cancellationToken: cancellationToken);
        CryptographicOperations.ZeroMemory(secret);
        return await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    "update invitation set totp_secret = @cipherText where token_hash = @hash and totp_secret is null",
                    new { cipherText, hash = OpaqueToken.Hash(token) });
                return await FindAsync(transaction, token);
            },
            cancellationToken);
    }
}

/// <summary>An invitation that can be accepted.</summary>
/// <param name="TotpSecret">Cipher text of the authenticator's secret; null until the link was opened.</param>
internal sealed record OpenInvitation(Guid UserId, string Email, string Role, Guid? TenantId, string? TotpSecret)
{
    public override string ToString() => $"invitation of user {UserId}";
}

/// <summary>An invitation that opens nothing any more.</summary>
internal sealed record WithdrawnInvitation(Guid UserId, Guid? TenantId, string Role);
