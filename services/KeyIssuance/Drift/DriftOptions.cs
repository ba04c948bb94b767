using System.ComponentModel.DataAnnotations;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Section <c>KeyIssuance:Drift</c>.</summary>
public sealed class DriftOptions
{
    /// <summary>How often each server is checked, plus or minus a tenth, so that checks spread. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Servers that one instance checks at a time. Default 4.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How long a check may take; after that another instance may check the server. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CheckLimit { get; set; } = TimeSpan.FromMinutes(2);

    internal TimeSpan NextInterval() => Interval * (0.9 + (RandomNumberGenerator.GetInt32(201) / 1000.0));
}
