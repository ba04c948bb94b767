namespace PenguinMails.Vault.Wrapping;

/// <summary>Unwraps, and clears up what it means when Vault does not.</summary>
internal static class Unwrapping
{
    private const int Attempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.3);

    /// <param name="attempt">One request; null when Vault did not unwrap and did not say why.</param>
    /// <exception cref="VaultUnavailableException">Vault still has the token and does not unwrap it, or cannot tell; nothing was revealed.</exception>
    public static async Task<UnwrapOutcome> RunAsync(
        Func<Task<UnwrapOutcome?>> attempt, WrappedToken token, TokenInquiry inquiry, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var left = Attempts - 1; ; left--)
        {
            var hadTime = !token.MayHaveExpired(time);
            if (await attempt() is { } outcome)
            {
                return outcome;
            }

            switch (await inquiry.FateOfAsync(token.Reveal(), () => token.MayHaveExpired(time), cancellationToken))
            {
                case TokenFate.Expired:
                    return hadTime ? new UnwrapOutcome.Unclear() : new UnwrapOutcome.Expired();
                case TokenFate.Spent:
                    return new UnwrapOutcome.AlreadySpent();
            }

            // The token is unspent, so asking again reveals nothing twice.
            if (left == 0)
            {
                throw new VaultUnavailableException(VaultTrouble.NoActiveNode);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
