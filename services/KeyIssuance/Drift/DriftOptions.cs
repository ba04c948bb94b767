using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Section <c>KeyIssuance:Drift</c>.</summary>
public sealed class DriftOptions
{
    /// <summary>How often each server is looked at, more or less: a tenth of it up or down, so that looks spread. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Servers that one instance looks at at a time. Default 4.</summary>
    [Range(1, 64)]
    public int Looks { get; set; } = 4;

    /// <summary>How long a look may take; a server is left to another instance when it was longer. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookLimit { get; set; } = TimeSpan.FromMinutes(2);

    internal TimeSpan NextInterval() => Interval * (0.9 + (RandomNumberGenerator.GetInt32(201) / 1000.0));
}
