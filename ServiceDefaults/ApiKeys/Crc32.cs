namespace PenguinMails.ServiceDefaults;

/// <summary>CRC-32 as zlib and Ethernet have it (ISO 3309, reflected polynomial EDB88320).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index =>
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    })];

    /// <param name="text">ASCII.</param>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var value = uint.MaxValue;
        foreach (var symbol in text)
        {
            value = (value >> 8) ^ Table[(byte)(value ^ symbol)];
        }

        return ~value;
    }
}
