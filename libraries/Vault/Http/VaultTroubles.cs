namespace PenguinMails.Vault.Http;

/// <summary>Which responses mean that Vault is temporarily unavailable. Seen on 1.8 with PostgreSQL storage, and in the API's documentation.</summary>
internal static class VaultTroubles
{
    public static void ThrowIfUnavailable(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        switch (status)
        {
            case 412: // a performance standby has not caught up yet
            case 472: // disaster recovery secondary
            case 473: // performance standby
                throw new VaultUnavailableException(VaultTrouble.NoActiveNode);
            case 429:
                throw new VaultUnavailableException(VaultTrouble.RateLimited);
            case 400 when VaultErrors.Of(response).Say("Upgrading from non-versioned"):
                // A KV v2 mount is not usable in its first moments.
                throw new VaultUnavailableException(VaultTrouble.ServerError);
            case >= 400 and < 500 when VaultErrors.Of(response) is var errors && (errors.End("Vault is sealed") || errors.End("Vault is in standby mode")):
                // Wrapping tokens are checked before it is seen whether the node can answer at all.
                throw Trouble(errors);
            case 500 when VaultErrors.Of(response).Say("message authentication failed"):
                // Transit 1.8 answers 500 to a tampered cipher text: a refusal, however often it is asked.
                response.StatusCode = HttpStatusCode.BadRequest;
                return;
            case >= 500:
                throw Trouble(VaultErrors.Of(response));
        }
    }

    private static VaultUnavailableException Trouble(VaultErrors errors)
    {
        if (errors.Say("Vault is sealed"))
        {
            return new VaultUnavailableException(VaultTrouble.Sealed);
        }

        if (errors.Say("not initialized"))
        {
            return new VaultUnavailableException(VaultTrouble.Uninitialised);
        }

        // OpenBao's standbys say the last two to what they may not do themselves.
        return errors.Say("active cluster node not found") || errors.Say("node not active") || errors.End("Vault is in standby mode")
            || errors.Say("please forward to the active node") || errors.Say("cannot write to readonly storage")
            ? new VaultUnavailableException(VaultTrouble.NoActiveNode)
            : new VaultUnavailableException(VaultTrouble.ServerError, mayHaveHappened: true);
    }
}
