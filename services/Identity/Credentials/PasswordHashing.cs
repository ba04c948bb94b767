using Microsoft.AspNetCore.Identity;

namespace PenguinMails.Identity.Credentials;

/// <summary>PBKDF2 with HMAC-SHA512 in ASP.NET Core Identity's format.</summary>
/// <param name="iterations">Fewer only where a test would spend its time on nothing else.</param>
internal sealed class PasswordHashing(int iterations = PasswordHashing.Iterations)
{
    // OWASP's figure for PBKDF2-HMAC-SHA512 (Password Storage Cheat Sheet, 2023).
    public const int Iterations = 210_000;

    private static readonly object Nobody = new(); // the format holds nothing of the user

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    public bool Matches(string hash, string password) =>
        _hasher.VerifyHashedPassword(Nobody, hash, password) is not PasswordVerificationResult.Failed;
}
