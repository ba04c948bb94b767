namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>Which controls the platform meets, how, and what the ledger shows of it.</summary>
/// <param name="From">The first instant of the period.</param>
/// <param name="To">Just after the last.</param>
/// <param name="MadeAt">When the report was made, UTC.</param>
/// <param name="IsComplete">False when months of the period are archived; restore them to include them.</param>
/// <param name="Ledger">Where the ledger stood when the report was made: what an export, or a checkpoint kept elsewhere, is held against.</param>
/// <param name="Controls">By framework.</param>
public sealed record ComplianceReport(
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset MadeAt,
    bool IsComplete,
    IReadOnlyList<LedgerHead> Ledger,
    IReadOnlyList<ComplianceControl> Controls);

/// <summary>One control.</summary>
/// <param name="Id">As the framework numbers it.</param>
/// <param name="Framework">Whose it is.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Requirement">What it asks for, in our own words.</param>
/// <param name="Mechanisms">What of this platform meets it.</param>
/// <param name="Evidence">What was counted in the period.</param>
public sealed record ComplianceControl(
    string Id, string Framework, string Title, string Requirement, IReadOnlyList<string> Mechanisms, IReadOnlyList<ComplianceFigure> Evidence);

/// <summary>A number, and what shows it.</summary>
/// <param name="Name">What was counted.</param>
/// <param name="Value">How many.</param>
/// <param name="IsAtLeast">There are more: counting ends at 100,000.</param>
/// <param name="Queries">Where to see it, each with its part of the number.</param>
/// <param name="Samples">The newest records that were counted, at most three of each query.</param>
public sealed record ComplianceFigure(
    string Name, int Value, bool IsAtLeast, IReadOnlyList<ComplianceQuery> Queries, IReadOnlyList<AuditLogEntry> Samples);

/// <summary>A request that shows what was counted.</summary>
/// <param name="Query">Path and query, to be sent with GET.</param>
/// <param name="Count">How many it shows.</param>
public sealed record ComplianceQuery(string Query, int Count);
