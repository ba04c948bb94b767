namespace PenguinMails.Audit.Retention;

/// <summary>Section <c>Audit:Retention</c>. Nothing is deleted: months leave the database and stay in files, at least seven years.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Audit:Retention";

    /// <summary>So many whole months stay in the database besides the present one. Default 13, at least 1.</summary>
    public int OnlineMonths { get; set; } = 13;

    /// <summary>The folder of archived months. All instances must see the same folder. Default: <c>audit-archive</c> in the working directory.</summary>
    public string ArchiveFolder { get; set; } = "audit-archive";

    /// <summary>The interval between searches for months to archive. Default 1 h.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a restored month stays in the database. Default 7 days.</summary>
    public TimeSpan AttachedFor { get; set; } = TimeSpan.FromDays(7);
}
