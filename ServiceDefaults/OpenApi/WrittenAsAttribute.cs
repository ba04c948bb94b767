namespace PenguinMails.ServiceDefaults;

/// <summary>
/// What the text of a query parameter or field must be. The code reads such parameters as text, so that every error is
/// reported at once; the OpenAPI document shows their type.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WrittenAsAttribute(TextForm form) : Attribute
{
    public TextForm Form => form;
}

/// <summary>Forms of a text.</summary>
public enum TextForm
{
    /// <summary>An instant, ISO 8601.</summary>
    DateTime,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>A whole number from 0.</summary>
    Number,

    /// <summary>A duration, see <see cref="IsoDuration"/>.</summary>
    Duration,

    /// <summary>A month, such as 2026-11.</summary>
    Month,
}
