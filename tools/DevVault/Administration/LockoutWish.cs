using System.Globalization;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Administration;

/// <summary><c>user_lockout_config</c> of a mount as somebody asks for it.</summary>
internal static class LockoutWish
{
    public const string Name = "user_lockout_config";

    /// <summary>The settings after the request; what it does not name stays.</summary>
    /// <exception cref="RefusedException">The mount has no lockout, or a value cannot be read.</exception>
    public static UserLockout? Read(Dictionary<string, object?>? config, string mountType, UserLockout? actual)
    {
        if (config is not { Count: > 0 })
        {
            return actual;
        }

        if (mountType != "approle")
        {
            throw RefusedException.Invalid($"tuning of user lockout configuration for auth type \"{mountType}\" not allowed");
        }

        var current = actual ?? UserLockout.Default;
        return new UserLockout(
            Text(config, "lockout_threshold") is { Length: > 0 } threshold ? Threshold(threshold) : current.Threshold,
            Duration(config, "lockout_duration") ?? current.Duration,
            Duration(config, "lockout_counter_reset_duration") ?? current.CounterReset,
            Flag(config, "lockout_disable") ?? current.IsDisabled);
    }

    private static long Threshold(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threshold)
            ? threshold
            : throw RefusedException.Invalid("unable to parse user lockout threshold");

    private static TimeSpan? Duration(Dictionary<string, object?> config, string name)
    {
        if (Text(config, name) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return Durations.Parse(text);
        }
        catch (FormatException)
        {
            throw RefusedException.Invalid($"unable to parse user {name.Replace('_', ' ')}");
        }
    }

    // Only strings and a boolean are taken, as the API says.
    private static string? Text(Dictionary<string, object?> config, string name) => config.GetValueOrDefault(name) switch
    {
        null => null,
        string text => text,
        _ => throw Unreadable(),
    };

    private static bool? Flag(Dictionary<string, object?> config, string name) => config.GetValueOrDefault(name) switch
    {
        null => null,
        bool flag => flag,
        _ => throw Unreadable(),
    };

    private static RefusedException Unreadable() => RefusedException.Invalid("unable to convert given user lockout config information");
}
