using System.Globalization;
using System.Text;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Wrapping;

/// <summary>An answer put aside: its status (zero for the usual one) and its body as it would have been sent.</summary>
internal sealed record WrappedAnswer(int StatusCode, RawJson Body)
{
    /// <summary>The status, a line feed, the body: what is inside needs no second encoding.</summary>
    public byte[] Serialize() => [.. Encoding.ASCII.GetBytes(StatusCode.ToString(CultureInfo.InvariantCulture)), (byte)'\n', .. Body.Utf8.Span];

    public static WrappedAnswer Parse(byte[] stored)
    {
        var line = Array.IndexOf(stored, (byte)'\n');
        return new(int.Parse(stored.AsSpan(0, line), CultureInfo.InvariantCulture), new(stored.AsMemory(line + 1)));
    }

    public override string ToString() => "(wrapped)";
}
