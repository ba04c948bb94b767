using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random password; the deployer's tool makes its own from the same rule.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public override string GetDefaultValue()
    {
        var alphabet = string.Concat(Lower ? LowerCase : "", Upper ? UpperCase : "", Numeric ? Digits : "", Special ? Specials : "");
        return RandomNumberGenerator.GetString(alphabet, MinLength);
    }

    public override void WriteToManifest(ManifestPublishingContext context)
    {
        var writer = context.Writer;
        writer.WriteStartObject("generate");
        writer.WriteNumber("minLength", MinLength);
        WriteUnlessDefault("lower", Lower);
        WriteUnlessDefault("upper", Upper);
        WriteUnlessDefault("numeric", Numeric);
        WriteUnlessDefault("special", Special);
        writer.WriteEndObject();

        void WriteUnlessDefault(string name, bool value)
        {
            if (!value)
            {
                writer.WriteBoolean(name, value);
            }
        }
    }
}
