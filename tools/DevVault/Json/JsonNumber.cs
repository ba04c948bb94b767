namespace PenguinMails.DevVault.Json;

/// <summary>A number as it was written. Vault keeps the text and decides per field what it means.</summary>
internal readonly record struct JsonNumber(string Text)
{
    public static implicit operator JsonNumber(long value) => new(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => Text;
}
