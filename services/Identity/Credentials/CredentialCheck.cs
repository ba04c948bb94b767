namespace PenguinMails.Identity.Credentials;

/// <summary>What a password and a code are worth. Nobody is told before the attempt's counters are locked and checked.</summary>
/// <param name="User">The user, null when the address is unknown.</param>
/// <param name="PasswordRight">Whether the password is the user's.</param>
/// <param name="TotpStep">The step that the code belongs to; null when the code is wrong.</param>
internal sealed record CheckedCredentials(User? User, bool PasswordRight, long? TotpStep)
{
    public bool AreValid => User is not null && PasswordRight && TotpStep is not null;
}

/// <summary>Checks password and code in constant work, so that the response time does not reveal which of them is wrong.</summary>
internal sealed class CredentialCheck(PasswordHashing passwords, Decoy decoy, ITransit transit, TimeProvider time)
{
    public async Task<CheckedCredentials> CheckAsync(User? user, string password, string totpCode, CancellationToken cancellationToken)
    {
        var nobody = await decoy.GetAsync(cancellationToken);
        var subject = user ?? nobody;
        using var secret = await transit.DecryptAsync(TransitKey.Identity, subject.TotpSecret, cancellationToken: cancellationToken);
        var step = Totp.MatchingStep(secret.Span, totpCode, time.GetUtcNow());
        var passwordRight = passwords.Matches(subject.PasswordHash, password);
        return new CheckedCredentials(user, passwordRight, step);
    }
}
