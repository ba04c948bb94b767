using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.LocalComponents;

/// <summary>
/// What PostgreSQL stores in place of a password (RFC 5802, 7677). Setting it instead of the password keeps the password
/// out of SQL, and so out of the server's log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096; // PostgreSQL's own number

    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, Encoding.ASCII.GetBytes("Client Key")));
        var server = HMACSHA256.HashData(salted, Encoding.ASCII.GetBytes("Server Key"));
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
