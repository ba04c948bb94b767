using System.Security.Cryptography;

namespace PenguinMails.LocalComponents;

/// <summary>Passwords that nobody chose.</summary>
public static class GeneratedPassword
{
    // Letters and digits only: the password goes into URLs, connection strings and configuration files.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>A new password of 186 random bits.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, 32);

    /// <summary>The password that lies in the file, made on first use.</summary>
    public static string ReadOrCreate(string path) => ProtectedFile.ReadOrCreate(path, Create);
}
