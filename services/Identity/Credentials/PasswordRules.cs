using System.Collections.Frozen;

namespace PenguinMails.Identity.Credentials;

/// <summary>Which passwords are refused when they are chosen (NIST SP 800-63B, 5.1.1.2: length counts, and what attackers try first).</summary>
internal static class PasswordRules
{
    public const int MinLength = 12;

    private const int MinDistinct = 5;
    private const int LongestPattern = 6;
    private const int ShortestName = 4;

    // What leaked passwords of twelve characters and more are made of, with digits and signs around them.
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        "abc", "abcd", "abcdef", "abcdefg", "abcdefgh", "abcdefghijkl", "admin", "administrator", "angel", "asdf", "asdfgh", "asdfghjkl", "baseball",
        "changeme", "charlie", "computer", "default", "dragon", "flower", "football", "freedom", "guest", "hello", "helloworld", "iloveyou", "internet",
        "jordan", "letmein", "login", "love", "master", "michael", "monkey", "mustang", "mypassword", "newpassword", "ninja", "pass", "passphrase", "passw", "password",
        "passwords", "penguin", "penguinmails", "princess", "qazwsx", "qazwsxedc", "qwe", "qwer", "qwert", "qwerty", "qwertyuiop", "qwertyuiopas", "root", "samsung",
        "secret", "shadow", "sunshine", "superman", "supersecret", "test", "testing", "thepassword", "trustno", "user", "welcome", "whatever", "zaqwsx", "zxcvbn", "zxcvbnm");

    /// <returns>What is wrong with it, for the one who chooses it; null when nothing is.</returns>
    public static string? ProblemOf(string password, string email)
    {
        if (password.Length < MinLength)
        {
            return $"Must have at least {MinLength} characters.";
        }

        var name = Letters(email.Split('@')[0]);
        return password.Distinct().Count() < MinDistinct || IsPattern(password) || IsSequence(password)
            || IsGuessable(Letters(password), name) || IsGuessable(Letters(Spelt(password)), name)
            ? "Is one that attackers try first. Take several words that have nothing to do with each other."
            : null;
    }

    private static bool IsGuessable(string letters, string name) => IsMadeOfWords(letters)
        || (name.Length >= ShortestName && letters.Contains(name, StringComparison.Ordinal)
            && IsMadeOfWords(letters.Replace(name, "", StringComparison.Ordinal)));

    private static string Letters(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetter));

    // Between its first and its last letter, with those that digits and signs stand for.
    private static string Spelt(string text) => string.Concat(
        text.Reverse().SkipWhile(symbol => !char.IsLetter(symbol)).Reverse().SkipWhile(symbol => !char.IsLetter(symbol)).Select(symbol => symbol switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            _ => symbol,
        }));

    private static bool IsPattern(string text) => Enumerable.Range(1, LongestPattern)
        .Any(length => text.Index().All(symbol => symbol.Item == text[symbol.Index % length]));

    private static bool IsSequence(string text) => text.Zip(text.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) <= 1) >= text.Length - 3;

    private static bool IsMadeOfWords(string plain)
    {
        // Whether the first n letters are words.
        var reached = new bool[plain.Length + 1];
        reached[0] = true;
        for (var end = 1; end <= plain.Length; end++)
        {
            reached[end] = Enumerable.Range(0, end).Any(start => reached[start] && Words.Contains(plain[start..end]));
        }

        return reached[^1];
    }
}
