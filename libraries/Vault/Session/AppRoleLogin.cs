using PenguinMails.Vault.Wrapping;

namespace PenguinMails.Vault.Session;

/// <summary>
/// Signs in with a delivered credential: claim a wrapped secret id, check what it wraps, unwrap it, log in. What an outage
/// interrupts continues with the same credential, so that an outage does not use up the delivery.
/// </summary>
internal sealed class AppRoleLogin(
    CredentialFolder folder, VaultWire wire, TokenInquiry inquiry, string mount, TimeProvider time, ILogger log) : IVaultLogin
{
    // After that a credential whose answers make no sense is given up; with the pauses between them this takes minutes.
    private const int MaxDoubts = 10;

    private DeliveredCredential? _pending;

    public async Task<LiveToken> LoginAsync(CancellationToken cancellationToken)
    {
        while ((_pending ??= folder.Claim()) is { } credential)
        {
            if (await TryAsync(credential, cancellationToken) is { } token)
            {
                _pending = null;
                return token;
            }

            _pending = null;
        }

        throw new VaultUnavailableException(VaultTrouble.NoCredential);
    }

    private async Task<LiveToken?> TryAsync(DeliveredCredential credential, CancellationToken cancellationToken)
    {
        credential.PlainTextSecretId ??= await UnwrapAsync(credential, cancellationToken);
        if (credential.PlainTextSecretId is null)
        {
            return null;
        }

        var roleId = folder.ReadRoleId() ?? throw new VaultUnavailableException(VaultTrouble.NoCredential);
        var sent = time.GetTimestamp();
        using var response = await wire.PostAsync(
            $"auth/{mount}/login", new JsonObject { ["role_id"] = roleId, ["secret_id"] = credential.PlainTextSecretId }, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return VaultJson.Read(response, body => TokenRequests.ReadAuth(body, sent));
        }

        if (response.StatusCode == HttpStatusCode.Forbidden)
        {
            // Vault did not look at the secret id, so it has not been spent. A bad one answers 400.
            throw new VaultUnavailableException(VaultTrouble.LoginRefused);
        }

        Log.CredentialNotAccepted(log, credential.File, (int)response.StatusCode);
        Telemetry.CountLogin("refused");
        return null;
    }

    private async Task<string?> UnwrapAsync(DeliveredCredential credential, CancellationToken cancellationToken)
    {
        if (credential.ExpiresAt <= time.GetUtcNow())
        {
            ReportExpired(credential);
            return null;
        }

        try
        {
            return await WrapsSecretIdAsync(credential, cancellationToken) ? await UnwrapKnownAsync(credential, cancellationToken) : null;
        }
        catch (VaultRefusedException) when (++credential.Doubts < MaxDoubts)
        {
            // Something between here and Vault, or a right that is missing: it says nothing of the credential.
            throw new VaultUnavailableException(VaultTrouble.LoginRefused);
        }
        catch (VaultRefusedException)
        {
            Log.CredentialNotAccepted(log, credential.File, (int)HttpStatusCode.Forbidden);
            Telemetry.CountLogin("refused");
            return null;
        }
    }

    // Looking up does not spend the token. A token that wraps something else was put there by an attacker.
    private async Task<bool> WrapsSecretIdAsync(DeliveredCredential credential, CancellationToken cancellationToken)
    {
        if (await inquiry.FindPathAsync(credential.Reveal(), cancellationToken) is not { } createdBy)
        {
            await ReportUnknownAsync(credential, cancellationToken);
            return false;
        }

        if (createdBy.StartsWith($"auth/{mount}/role/", StringComparison.Ordinal) && createdBy.EndsWith("/secret-id", StringComparison.Ordinal))
        {
            return true;
        }

        Log.CredentialForged(log, credential.File);
        Telemetry.CountLogin("forged");
        return false;
    }

    private async Task<string?> UnwrapKnownAsync(DeliveredCredential credential, CancellationToken cancellationToken)
    {
        using var response = await UnwrapOnceAsync(credential, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return VaultJson.Read(response, body => body.GetProperty("data").GetProperty("secret_id").GetString());
        }

        await ReportUnknownAsync(credential, cancellationToken);
        return null;
    }

    private async Task<HttpResponseMessage> UnwrapOnceAsync(DeliveredCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await wire.SendAsync(
                HttpMethod.Post, "sys/wrapping/unwrap", null, [(TokenHandler.TokenHeader, credential.Reveal()), VaultWire.ToActiveNode], cancellationToken);
        }
        catch (VaultUnavailableException failure) when (failure.MayHaveHappened)
        {
            credential.MayBeSpentByUs = true;
            throw;
        }
    }

    /// <summary>Reports a credential that is of no use any more. A theft is reported only when nothing else can have happened.</summary>
    /// <exception cref="VaultRefusedException">Vault still has it and does not hand it out.</exception>
    private async Task ReportUnknownAsync(DeliveredCredential credential, CancellationToken cancellationToken)
    {
        switch (await inquiry.FateOfAsync(credential.Reveal(), () => credential.MayHaveExpired(time), cancellationToken))
        {
            case TokenFate.Alive:
                throw new VaultRefusedException(VaultRefusal.PermissionDenied, "POST sys/wrapping/unwrap");
            case TokenFate.Expired:
                ReportExpired(credential);
                break;
            default:
                ReportSpent(credential);
                break;
        }
    }

    private void ReportExpired(DeliveredCredential credential)
    {
        Log.CredentialExpired(log, credential.File);
        Telemetry.CountLogin("expired");
    }

    private void ReportSpent(DeliveredCredential credential)
    {
        Telemetry.CountLogin("spent");
        if (credential.MayBeSpentByUs)
        {
            Log.CredentialLost(log, credential.File);
        }
        else
        {
            Log.CredentialSpent(log, credential.File);
        }
    }
}
