namespace PenguinMails.DevVault.Seal;

/// <summary>Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, without tables, so that timing does not follow the values.</summary>
internal static class GaloisField
{
    private const int Modulus = 0x1B;

    public static byte Multiply(byte left, byte right)
    {
        var product = 0;
        int factor = left;
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= -((right >> bit) & 1) & factor;
            factor = ((factor << 1) ^ (-(factor >> 7) & Modulus)) & 0xFF;
        }

        return (byte)product;
    }

    public static byte Divide(byte dividend, byte divisor) =>
        divisor == 0 ? throw new DivideByZeroException() : Multiply(dividend, Inverse(divisor));

    /// <summary>The inverse is the 254th power, because the 255th of anything but zero is one.</summary>
    private static byte Inverse(byte value)
    {
        byte power = 1;
        for (var i = 0; i < 254; i++)
        {
            power = Multiply(power, value);
        }

        return power;
    }
}
