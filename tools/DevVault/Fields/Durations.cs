using System.Buffers;
using System.Globalization;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Fields;

/// <summary>Seconds as a number or text, or Go's durations ("1h30m", "500ms").</summary>
internal static class Durations
{
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", 10m), ("µs", 10m), ("ms", TimeSpan.TicksPerMillisecond),
        ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("d", TimeSpan.TicksPerDay),
    ];

    /// <exception cref="FormatException">With Go's words for what is wrong.</exception>
    public static TimeSpan Parse(object? value) => value switch
    {
        null or "" => TimeSpan.Zero,
        JsonNumber number => Seconds(number.Text),
        string text when IsNumber(text) => Seconds(text),
        string text => Text(text),
        _ => throw new FormatException("could not parse duration from input"),
    };

    private static TimeSpan Seconds(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs((decimal)seconds) <= (decimal)TimeSpan.MaxValue.TotalSeconds - 1
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException(GoFormat.InvalidInteger(text));

    private static TimeSpan Text(string text)
    {
        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+')
        {
            rest = rest[1..];
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Number);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                throw Invalid(text);
            }

            rest = rest[digits..];
            var unit = Unit(rest) ?? throw WithoutUnit(rest, text);
            ticks += amount * unit.Ticks;
            rest = rest[unit.Unit.Length..];
        }

        return ticks > TimeSpan.MaxValue.Ticks ? throw Invalid(text) : TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
    }

    private static (string Unit, decimal Ticks)? Unit(ReadOnlySpan<char> rest)
    {
        foreach (var unit in Units)
        {
            if (rest.StartsWith(unit.Unit, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }

    private static bool IsNumber(string text) => text.AsSpan(text[0] is '-' or '+' ? 1 : 0) is { IsEmpty: false } digits && !digits.ContainsAnyExceptInRange('0', '9');

    private static FormatException WithoutUnit(ReadOnlySpan<char> rest, string text)
    {
        var end = rest.IndexOfAny(Number);
        return rest.IsEmpty || end == 0
            ? new($"time: missing unit in duration {GoFormat.Quote(text)}")
            : new($"time: unknown unit {GoFormat.Quote((end < 0 ? rest : rest[..end]).ToString())} in duration {GoFormat.Quote(text)}");
    }

    private static FormatException Invalid(string text) => new($"time: invalid duration {GoFormat.Quote(text)}");
}
