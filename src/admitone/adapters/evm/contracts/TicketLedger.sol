// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface IERC721Receiver {
    function onERC721Received(address operator, address from, uint256 tokenId, bytes calldata data)
        external
        returns (bytes4);
}

/// Anchors of a ledger, and its tickets as ERC-721 tokens. Nothing in here says anything of a person: token ids, roots and
/// digests are salted hashes, and holders without an address of their own stand as hashes in an address's place.
contract TicketLedger {
    string public constant name = "Admit One tickets";
    string public constant symbol = "ADMIT";

    /// Who issues: the only one who anchors, mints and burns, and may move any token, since tickets are kept for holders.
    address public immutable issuer;

    /// The size of the ledger that was anchored last, and the root of each size that was.
    uint256 public anchoredSize;
    mapping(uint256 size => bytes32 root) public rootOf;

    /// The digest of the record that a token's last change is.
    mapping(uint256 tokenId => bytes32 digest) public digestOf;

    mapping(uint256 tokenId => address owner) private _owners;
    mapping(address owner => uint256 count) private _balances;
    mapping(uint256 tokenId => address approved) private _approvals;
    mapping(address owner => mapping(address operator => bool approved)) private _operators;

    event Anchored(uint256 indexed size, bytes32 root);
    event Recorded(uint256 indexed tokenId, bytes32 digest);
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error NotIssuer();
    error NotAllowed(uint256 tokenId);
    error NoSuchToken(uint256 tokenId);
    error AlreadyMinted(uint256 tokenId);
    error NotOwner(address from, uint256 tokenId);
    error NoAddress();
    error Refused(address to);
    error NotGrown(uint256 size, uint256 anchored);

    modifier onlyIssuer() {
        if (msg.sender != issuer) revert NotIssuer();
        _;
    }

    constructor() {
        issuer = msg.sender;
    }

    /// A ledger only grows, so each size has one root for ever: what contradicts it is refused.
    function anchor(uint256 size, bytes32 root) external onlyIssuer {
        if (size <= anchoredSize) revert NotGrown(size, anchoredSize);
        anchoredSize = size;
        rootOf[size] = root;
        emit Anchored(size, root);
    }

    function mint(address to, uint256 tokenId, bytes32 digest) external onlyIssuer {
        if (to == address(0)) revert NoAddress();
        if (_owners[tokenId] != address(0)) revert AlreadyMinted(tokenId);
        _owners[tokenId] = to;
        unchecked {
            ++_balances[to];
        }
        emit Transfer(address(0), to, tokenId);
        _record(tokenId, digest);
    }

    function move(address to, uint256 tokenId, bytes32 digest) external onlyIssuer {
        _transfer(ownerOf(tokenId), to, tokenId);
        _record(tokenId, digest);
    }

    function burn(uint256 tokenId, bytes32 digest) external onlyIssuer {
        address owner = ownerOf(tokenId);
        delete _approvals[tokenId];
        delete _owners[tokenId];
        unchecked {
            --_balances[owner];
        }
        emit Transfer(owner, address(0), tokenId);
        _record(tokenId, digest);
    }

    function supportsInterface(bytes4 id) external pure returns (bool) {
        // ERC-165, ERC-721 and the name and symbol of its metadata extension, which has no tokenURI here.
        return id == 0x01ffc9a7 || id == 0x80ac58cd;
    }

    function balanceOf(address owner) external view returns (uint256) {
        if (owner == address(0)) revert NoAddress();
        return _balances[owner];
    }

    function ownerOf(uint256 tokenId) public view returns (address owner) {
        owner = _owners[tokenId];
        if (owner == address(0)) revert NoSuchToken(tokenId);
    }

    function approve(address approved, uint256 tokenId) external {
        address owner = ownerOf(tokenId);
        if (msg.sender != owner && !_operators[owner][msg.sender]) revert NotAllowed(tokenId);
        _approvals[tokenId] = approved;
        emit Approval(owner, approved, tokenId);
    }

    function getApproved(uint256 tokenId) external view returns (address) {
        ownerOf(tokenId);
        return _approvals[tokenId];
    }

    function setApprovalForAll(address operator, bool approved) external {
        _operators[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    function isApprovedForAll(address owner, address operator) external view returns (bool) {
        return _operators[owner][operator];
    }

    function transferFrom(address from, address to, uint256 tokenId) public {
        address owner = ownerOf(tokenId);
        if (owner != from) revert NotOwner(from, tokenId);
        if (msg.sender != owner && msg.sender != _approvals[tokenId] && !_operators[owner][msg.sender]) {
            revert NotAllowed(tokenId);
        }
        _transfer(from, to, tokenId);
    }

    function safeTransferFrom(address from, address to, uint256 tokenId) external {
        safeTransferFrom(from, to, tokenId, "");
    }

    function safeTransferFrom(address from, address to, uint256 tokenId, bytes memory data) public {
        transferFrom(from, to, tokenId);
        if (to.code.length == 0) return;
        bytes4 answer = IERC721Receiver(to).onERC721Received(msg.sender, from, tokenId, data);
        if (answer != IERC721Receiver.onERC721Received.selector) revert Refused(to);
    }

    function _transfer(address from, address to, uint256 tokenId) private {
        if (to == address(0)) revert NoAddress();
        delete _approvals[tokenId];
        _owners[tokenId] = to;
        unchecked {
            --_balances[from];
            ++_balances[to];
        }
        emit Transfer(from, to, tokenId);
    }

    function _record(uint256 tokenId, bytes32 digest) private {
        digestOf[tokenId] = digest;
        emit Recorded(tokenId, digest);
    }
}
