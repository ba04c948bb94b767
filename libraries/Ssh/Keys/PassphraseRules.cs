using System.Buffers;

namespace PenguinMails.Ssh;

/// <summary>
/// Which passphrases ssh can be given: the UTF-8 bytes of the text exactly as it is, quotes and non-ASCII characters included,
/// without Unicode normalisation. ssh ends a passphrase at a line break or NUL, and terminals act on other control characters
/// instead of passing them on, so these are refused rather than cut.
/// </summary>
public static class PassphraseRules
{
    /// <summary>ssh and ssh-keygen read 1023 bytes at most.</summary>
    public const int MaxBytes = 1000;

    /// <returns>What is wrong with it, as a sentence for its user; null for a usable one. A least length is the caller's rule.</returns>
    public static string? FaultOf(string plainTextPassphrase)
    {
        if (plainTextPassphrase.Length == 0)
        {
            return "A passphrase must not be empty.";
        }

        if (plainTextPassphrase.Any(char.IsControl))
        {
            return "A passphrase must not contain line breaks or other control characters: ssh could not be given it.";
        }

        if (!IsWellFormed(plainTextPassphrase))
        {
            return "The passphrase contains half of a character (a lone surrogate).";
        }

        return Encoding.UTF8.GetByteCount(plainTextPassphrase) > MaxBytes ? $"A passphrase has at most {MaxBytes} bytes in UTF-8." : null;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
