namespace PenguinMails.Audit.Retention;

/// <summary>Section <c>Audit:Retention</c>. Nothing is deleted: months leave the database and stay in files, at least seven years.</summary>
public sealed class RetentionOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Audit:Retention";

    /// <summary>So many whole months stay in the database besides the present one. Default 13, at least 1.</summary>
    public int OnlineMonths { get; set; } = 13;

    /// <summary>Where months go that leave the database. All instances must see the same folder. Default: <c>audit-archive</c> in the working directory.</summary>
    public string ArchiveFolder { get; set; } = "audit-archive";

    /// <summary>How often it is looked for months that can go. Default 1 h.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a month that was brought back stays. Default 7 days.</summary>
    public TimeSpan AttachedFor { get; set; } = TimeSpan.FromDays(7);
}
